using System.Security.Cryptography;
using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Certificates;

/// <summary>The keys of people's programs, for administrators: those with a TLS client certificate that has not ended.</summary>
public interface IClientKeys
{
    /// <summary>Of these users, the newest certificate first.</summary>
    Task<IReadOnlyList<ClientKey>> ListAsync(IReadOnlyCollection<Guid> users, CancellationToken cancellation);
}

/// <param name="Kid">By which it is revoked.</param>
/// <param name="Key">SHA-256 of the key as SubjectPublicKeyInfo, upper-case hex.</param>
/// <param name="NotAfter">When its newest certificate ends.</param>
public sealed record ClientKey(Guid User, string Kid, string Key, DateTimeOffset NotAfter, KeyState State);

internal sealed class ClientKeys(AuthorityDatabase database, TimeProvider clock) : IClientKeys
{
    public async Task<IReadOnlyList<ClientKey>> ListAsync(IReadOnlyCollection<Guid> users, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var context = await database.OpenAsync(cancellation);
        var rows = await context.Set<CertifiedKey>().AsNoTracking().Where(key => users.Contains(key.User) && key.Device == KeyOwner.TlsClientRole)
            .Join(context.Set<CertificateRow>().Where(leaf => leaf.NotAfter > now), key => key.Kid, leaf => leaf.Kid, (key, leaf) => new { key, leaf.NotAfter })
            .ToListAsync(cancellation);
        return [.. rows.GroupBy(row => row.key.Kid, StringComparer.Ordinal).Select(group => group.MaxBy(row => row.NotAfter)!).OrderByDescending(row => row.NotAfter)
            .Select(row => new ClientKey(row.key.User, row.key.Kid, Convert.ToHexString(SHA256.HashData(row.key.PublicKey)), row.NotAfter, row.key.State))];
    }
}
