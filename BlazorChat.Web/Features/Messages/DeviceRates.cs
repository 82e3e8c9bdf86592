using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Messages;

/// <summary>Counts what devices do against <see cref="RateLimits"/>: a bucket a device and limit, dropped when it is full again.</summary>
internal sealed class DeviceRates : IDisposable
{
    private readonly ConcurrentDictionary<RateLimits.Limit, PartitionedRateLimiter<Guid>> _limiters = new();

    /// <returns>Null: go on. Otherwise how long to wait.</returns>
    public TimeSpan? Refuse(RateLimits.Limit limit, Guid device)
    {
        using var lease = _limiters.GetOrAdd(limit, Create).AttemptAcquire(device);
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : limit.Window / limit.Count;
    }

    public void Dispose()
    {
        foreach (var limiter in _limiters.Values)
            limiter.Dispose();
    }

    private static PartitionedRateLimiter<Guid> Create(RateLimits.Limit limit) =>
        PartitionedRateLimiter.Create<Guid, Guid>(device => RateLimitPartition.GetTokenBucketLimiter(device, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit.Count,
            TokensPerPeriod = Math.Max(1, limit.Count / 60),
            ReplenishmentPeriod = limit.Window / Math.Min(60, limit.Count),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));
}
