using System.Threading.RateLimiting;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Devices;

/// <summary>How often a user may do what costs the authority or the database something.</summary>
internal sealed class DeviceLimits : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> nonces = Create(RateLimits.Nonces);
    private readonly PartitionedRateLimiter<Guid> enrolments = Create(RateLimits.Enrolments);
    private readonly PartitionedRateLimiter<Guid> entries = Create(RateLimits.UserChainEntries);
    private readonly PartitionedRateLimiter<Guid> records = Create(RateLimits.OwnRecords);

    /// <summary>Null, or the answer to give instead.</summary>
    public IResult? RefuseNonce(Guid user) => Refuse(nonces, user);

    public IResult? RefuseEnrolment(Guid user) => Refuse(enrolments, user);

    public IResult? RefuseEntry(Guid user) => Refuse(entries, user);

    public IResult? RefuseRecord(Guid user) => Refuse(records, user);

    public void Dispose()
    {
        nonces.Dispose();
        enrolments.Dispose();
        entries.Dispose();
        records.Dispose();
    }

    private static IResult? Refuse(PartitionedRateLimiter<Guid> limiter, Guid user)
    {
        using var lease = limiter.AttemptAcquire(user);
        return lease.IsAcquired
            ? null
            : Problem.Throttled(lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1));
    }

    private static PartitionedRateLimiter<Guid> Create(RateLimits.Limit limit) =>
        PartitionedRateLimiter.Create<Guid, Guid>(user => RateLimitPartition.GetTokenBucketLimiter(user, _ => limit.Bucket()));
}
