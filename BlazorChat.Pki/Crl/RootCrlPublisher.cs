using BlazorChat.Pki.Keys;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Crl;

/// <summary>
/// Keeps the root's CRL, which lists issuing CAs (none so far); with it <c>openssl verify -crl_check_all</c> can follow the
/// whole chain. Renewed at half its life while the root key is on this host.
/// </summary>
internal sealed class RootCrlPublisher(OpenedAuthority authority, AuthorityDatabase database, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(180);
    private volatile PublishedCrl? _current;

    /// <summary>Null if the root key was away before there was one in this database.</summary>
    public PublishedCrl? Current => _current;

    public async Task EnsureFreshAsync(CancellationToken cancellation)
    {
        if (IsFresh)
            return;
        var root = authority.Keys.Root;
        await using var context = await database.OpenAsync(cancellation);
        var row = await context.Set<RevocationListRow>().SingleOrDefaultAsync(list => list.Issuer == root.Id, cancellation);
        if (row is not null)
            _current = Publication.ToCrl(row);
        if (IsFresh || !authority.Keys.RootKeyPresent)
            return;
        using var key = new SigningKey(authority.Keys.OpenRootKey());
        row = CrlPublisher.Renew(context, row, root, key.Sign, clock.GetUtcNow(), Lifetime, []);
        await context.SaveChangesAsync(cancellation);
        _current = Publication.ToCrl(row);
    }

    private bool IsFresh => _current is { } current && current.NextUpdate - clock.GetUtcNow() > Lifetime / 2;
}
