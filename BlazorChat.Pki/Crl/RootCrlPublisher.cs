using System.Collections.Frozen;
using BlazorChat.Pki.Keys;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Crl;

/// <summary>
/// Keeps the lists of the roots, which name the issuing CAs that are revoked; with them <c>openssl verify -crl_check_all</c> can
/// follow the whole chain. A list is renewed at half its life while the root's key is on this host; otherwise an operator signs it
/// where the key is and installs it, and it is found here within a minute.
/// </summary>
internal sealed class RootCrlPublisher(OpenedAuthority authority, AuthorityDatabase database, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);
    private volatile FrozenDictionary<string, (PublishedCrl Crl, RootList List)> _lists = FrozenDictionary<string, (PublishedCrl, RootList)>.Empty;
    private volatile FrozenDictionary<string, (PublishedCrl Crl, RootList List)>? _told;

    /// <summary>The list of the root in use; null if the root key was away before there was one in this database.</summary>
    public PublishedCrl? Current => Of(authority.Keys.Root);

    public PublishedCrl? Of(CaCertificate root) => _lists.TryGetValue(root.Id, out var list) ? list.Crl : null;

    /// <summary>Since when an issuing CA is revoked; null: it is not.</summary>
    public DateTimeOffset? RevokedSince(IssuingCa issuer) => _lists.TryGetValue(issuer.Root.Id, out var list) ? list.List.Find(issuer.Certificate)?.Since : null;

    /// <summary>There is another list than those that were told of last; whoever found it, and whatever failed since.</summary>
    public bool HasNews => _told is { } told && _lists.Any(list => !told.TryGetValue(list.Key, out var old) || old.List.Number != list.Value.List.Number);

    public FrozenDictionary<string, (PublishedCrl Crl, RootList List)> Lists => _lists;

    /// <param name="lists">Those that there were before they were told.</param>
    public void Told(FrozenDictionary<string, (PublishedCrl Crl, RootList List)> lists) => _told = lists;

    public async Task EnsureFreshAsync(CancellationToken cancellation)
    {
        try
        {
            await LookAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            await LookAsync(cancellation); // another host signed it at the same time
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        await using var context = await database.OpenAsync(cancellation);
        var lists = new Dictionary<string, (PublishedCrl, RootList)>(StringComparer.Ordinal);
        foreach (var root in authority.Keys.Roots)
            if (await RowAsync(context, root, cancellation) is { } row)
                lists[root.Id] = (Publication.ToCrl(row), CrlReader.Read(row.Der, root));
        _lists = lists.ToFrozenDictionary(StringComparer.Ordinal);
        _told ??= _lists; // of what was there before nobody has to be told
    }

    private async Task<RevocationListRow?> RowAsync(DbContext context, CaCertificate root, CancellationToken cancellation)
    {
        var row = await context.Set<RevocationListRow>().SingleOrDefaultAsync(list => list.Issuer == root.Id, cancellation);
        if (IsFresh(row) || authority.Keys.RootKeyFile(root) is not { } file)
            return row;
        using var key = new SigningKey(authority.Keys.OpenRootKey(file));
        var entries = row is null ? [] : CrlReader.Read(row.Der, root).Entries;
        var next = RootListSigner.Sign(root, key.Sign, row?.Number, clock.GetUtcNow(), Lifetime, entries);
        if (row is null)
            context.Add(row = new RevocationListRow { Issuer = root.Id, Der = next.Der });
        row.Take(next);
        await context.SaveChangesAsync(cancellation);
        return row;
    }

    private bool IsFresh(RevocationListRow? row) => row is not null && row.NextUpdate - clock.GetUtcNow() > Lifetime / 2 && row.ThisUpdate - clock.GetUtcNow() <= CrlPublisher.Skew;
}
