using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Messages;

/// <summary>Counts what users do, with all their devices, against <see cref="RateLimits"/>: a bucket a user and limit, dropped when it is full again.</summary>
internal sealed class UserRates : IDisposable
{
    private const int KiB = 1024;

    private readonly ConcurrentDictionary<RateLimits.Limit, PartitionedRateLimiter<Guid>> _limiters = new();

    /// <returns>Null: go on. Otherwise how long to wait.</returns>
    public TimeSpan? Refuse(RateLimits.Limit limit, Guid user, int count = 1) => Take(limit, user, count);

    /// <param name="limit">In KiB.</param>
    /// <param name="user">Who sends.</param>
    /// <param name="bytes">How much is sent.</param>
    /// <returns>Null: go on. Otherwise how long to wait.</returns>
    public TimeSpan? RefuseBytes(RateLimits.Limit limit, Guid user, long bytes) =>
        Take(limit, user, (int)Math.Clamp((bytes + KiB - 1) / KiB, 1, limit.Count));

    /// <summary>A session or grant of so many bytes; of unknown length it counts as the longest.</summary>
    /// <returns>Null: go on. Otherwise how long to wait.</returns>
    public TimeSpan? RefuseKeys(Guid user, long? bytes) =>
        Refuse(RateLimits.Sessions, user) ?? RefuseBytes(RateLimits.KeyKiB, user, bytes ?? RequestBody.MaxKeys);

    public void Dispose()
    {
        foreach (var limiter in _limiters.Values)
            limiter.Dispose();
    }

    private TimeSpan? Take(RateLimits.Limit limit, Guid user, int count)
    {
        using var lease = _limiters.GetOrAdd(limit, Create).AttemptAcquire(user, count);
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : limit.Window / limit.Count;
    }

    private static PartitionedRateLimiter<Guid> Create(RateLimits.Limit limit) =>
        PartitionedRateLimiter.Create<Guid, Guid>(user => RateLimitPartition.GetTokenBucketLimiter(user, _ => limit.Bucket()));
}
