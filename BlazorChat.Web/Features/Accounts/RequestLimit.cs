using System.Security.Claims;
using System.Threading.RateLimiting;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Requests to the API, reading or writing, against <see cref="RateLimits.Requests"/>: counted for a user over all sessions, or for an address.</summary>
internal static class RequestLimit
{
    private static readonly TokenBucketRateLimiterOptions Bucket = RateLimits.Requests.Bucket();

    /// <summary>Counts for an address, whoever is signed in.</summary>
    public static PartitionedRateLimiter<HttpContext> ByAddress(RateLimits.Limit limit)
    {
        var bucket = limit.Bucket();
        return PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(ClientAddress.Of(context), _ => bucket));
    }

    public static IServiceCollection AddRequestLimit(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            ? RateLimitPartition.GetTokenBucketLimiter(context.User.FindFirstValue(ChatClaims.User) ?? ClientAddress.Of(context), _ => Bucket)
            : RateLimitPartition.GetNoLimiter(""));
        limiter.OnRejected = async (rejected, _) =>
            await Problem.Throttled(rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Bucket.ReplenishmentPeriod).ExecuteAsync(rejected.HttpContext);
    });
}
