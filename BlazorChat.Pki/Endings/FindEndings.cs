using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Revocation;
using BlazorChat.Pki.Tls;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Endings;

internal sealed class FindEndings(OpenedAuthority authority, RootCrlPublisher rootPublisher, CrlPublisher publisher, AuthorityDatabase database, TimeProvider clock, ServerCertificate? server = null) : IEndings
{
    public IReadOnlyList<AuthorityEnding> OfAuthority()
    {
        var now = clock.GetUtcNow();
        var keys = authority.Keys;
        var found = new List<AuthorityEnding>();
        void Add(EndingKind kind, string name, DateTimeOffset notBefore, DateTimeOffset notAfter)
        {
            if (EndingRules.OfAuthority(notBefore, notAfter, now) is { } urgency)
                found.Add(new AuthorityEnding(kind, urgency, name, notAfter));
        }

        // Those before them may end: others issue now.
        Add(EndingKind.RootCa, keys.Root.Name, keys.Root.NotBefore, keys.Root.NotAfter);
        Add(EndingKind.IssuingCa, keys.Issuing.Name, keys.Issuing.NotBefore, keys.Issuing.NotAfter);
        found.AddRange(authority.Missing.Select(fingerprint => new AuthorityEnding(EndingKind.IssuingCaMissing, Urgency.Now, fingerprint, now)));
        if (!keys.RootKeyPresent && rootPublisher.Current is { } list)
            Add(EndingKind.RootList, keys.Root.Name, list.ThisUpdate, list.NextUpdate);
        if (rootPublisher.Current is null)
            found.Add(new AuthorityEnding(EndingKind.RootListMissing, Urgency.Soon, keys.Root.Name, now));
        foreach (var issuer in keys.Issuers.Where(issuer => issuer.Key is null && rootPublisher.RevokedSince(issuer) is null))
            if ((publisher.Current.Lists.GetValueOrDefault(issuer.Id)?.NextUpdate ?? now) is var end && end < DerTime.Never)
                found.Add(new AuthorityEnding(EndingKind.IssuingList, Urgency.Now, issuer.Certificate.Name, end));
        if (publisher.Current.Crl is { } own && now - own.ThisUpdate > EndingRules.ListFailed)
            found.Add(new AuthorityEnding(EndingKind.OwnList, Urgency.Now, keys.Issuing.Name, own.NextUpdate));
        if (server?.Served is { } served && now >= served.RenewFrom + EndingRules.RenewalFailed && served.NotAfter < keys.Issuing.NotAfter)
            found.Add(new AuthorityEnding(EndingKind.Server, Urgency.Now, server.FirstName, served.NotAfter));
        return found;
    }

    public async Task<IReadOnlyList<KeyEnding>> OfUserAsync(Guid user, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var issuing = authority.Keys.Issuing.NotAfter;
        await using var context = await database.OpenAsync(cancellation);
        var rows = await Newest(context).Where(row => row.Key.User == user).Select(row => new { row.Key.Device, row.Key.Kid, row.Leaf.NotAfter }).ToListAsync(cancellation);
        return [.. rows.Where(row => IsDue(row.Device, row.NotAfter))
            .Select(row => new KeyEnding(KindOf(row.Device), user, row.Device, row.Kid, row.NotAfter))
            .OrderBy(ending => ending.Kind).ThenBy(ending => ending.NotAfter)];

        // What ends with the issuing CA its owner cannot renew: that is the administrators' to settle, who were told first.
        bool IsDue(string device, DateTimeOffset notAfter) => notAfter < issuing && KindOf(device) switch
        {
            EndingKind.Recovery => notAfter - now < EndingRules.RecoveryNotice,
            EndingKind.Program => notAfter - now < EndingRules.ProgramNotice && notAfter > now,
            _ => notAfter - now < EndingRules.DeviceNotice && now - notAfter < EndingRules.DeviceForgotten,
        };
    }

    public async Task<IReadOnlyList<KeyEnding>> OfDevicesAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var until = now + EndingRules.DeviceNotice;
        await using var context = await database.OpenAsync(cancellation);
        return [.. (await Newest(context)
            .Where(row => row.Leaf.NotAfter > now && row.Leaf.NotAfter < until && row.Key.Device != KeyOwner.Recovery && row.Key.Use == KeyUse.Sig)
            .Select(row => new { row.Key.User, row.Key.Device, row.Key.Kid, row.Leaf.NotAfter }).ToListAsync(cancellation))
            .Select(row => new KeyEnding(EndingKind.Device, row.User, row.Device, row.Kid, row.NotAfter))];
    }

    private sealed class NewestLeaf
    {
        public required CertifiedKey Key { get; init; }

        public required CertificateRow Leaf { get; init; }
    }

    /// <summary>Keys of people in good standing, each with the leaf that ends last. Of a device's two keys one: they are certified together.</summary>
    private static IQueryable<NewestLeaf> Newest(DbContext context)
    {
        var leaves = context.Set<CertificateRow>().AsNoTracking();
        return leaves.Where(leaf => !leaves.Any(other => other.Kid == leaf.Kid && other.NotAfter > leaf.NotAfter))
            .Join(context.Set<CertifiedKey>().Where(key => key.State == KeyState.Good && (key.Use == KeyUse.Sig || (key.Use == KeyUse.Tls && key.Device == KeyOwner.TlsClientRole))),
                leaf => leaf.Kid, key => key.Kid, (leaf, key) => new NewestLeaf { Key = key, Leaf = leaf });
    }

    private static EndingKind KindOf(string device) => device switch
    {
        KeyOwner.Recovery => EndingKind.Recovery,
        KeyOwner.TlsClientRole => EndingKind.Program,
        _ => EndingKind.Device,
    };
}
