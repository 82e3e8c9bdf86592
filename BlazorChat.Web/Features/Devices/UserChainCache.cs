using Microsoft.Extensions.Caching.Memory;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Replayed chains, bounded. A late reader never puts an older state over a newer one.</summary>
internal sealed class UserChainCache(UserChainStore store) : IDisposable
{
    private const int MaxChains = 20_000; // about 2 KB each

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = MaxChains });
    private readonly Lock gate = new();

    public ValueTask<UserChainState> OfAsync(Guid user, CancellationToken cancellation) => OfAsync(user, -1, cancellation);

    /// <param name="user">Whose chain.</param>
    /// <param name="notOlderThan">An entry known to be committed: between the commit and <see cref="Remember"/> the cache is a moment behind.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<UserChainState> OfAsync(Guid user, long notOlderThan, CancellationToken cancellation) =>
        cache.TryGetValue<UserChainState>(user, out var known) && known!.N >= notOlderThan
            ? known
            : Remember(await store.ReplayAsync(user, cancellation));

    public UserChainState Remember(UserChainState chain)
    {
        lock (gate)
        {
            if (cache.TryGetValue<UserChainState>(chain.User, out var known) && known!.N >= chain.N)
                return known;
            cache.Set(chain.User, chain, new MemoryCacheEntryOptions { Size = 1 });
            return chain;
        }
    }

    /// <summary>Everything is replayed again when it is asked for.</summary>
    public void Clear() => cache.Clear();

    public void Dispose() => cache.Dispose();
}
