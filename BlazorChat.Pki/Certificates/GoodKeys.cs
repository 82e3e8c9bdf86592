using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Certificates;

/// <summary>Who has keys that are neither revoked nor on hold.</summary>
public interface IGoodKeys
{
    /// <summary>Those of these users who have such a key, of whatever use.</summary>
    Task<IReadOnlyList<Guid>> OwnersAsync(IReadOnlyCollection<Guid> among, CancellationToken cancellation);
}

internal sealed class GoodKeys(AuthorityDatabase database) : IGoodKeys
{
    private const int Portion = 1000; // parameters of a query

    public async Task<IReadOnlyList<Guid>> OwnersAsync(IReadOnlyCollection<Guid> among, CancellationToken cancellation)
    {
        var owners = new List<Guid>();
        foreach (var users in among.Chunk(Portion))
        {
            await using var context = await database.OpenAsync(cancellation);
            owners.AddRange(await context.Set<CertifiedKey>().Where(key => users.Contains(key.User) && key.State == KeyState.Good)
                .Select(key => key.User).Distinct().ToListAsync(cancellation));
        }
        return owners;
    }
}
