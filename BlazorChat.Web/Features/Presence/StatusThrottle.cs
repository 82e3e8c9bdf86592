using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Presence;

/// <summary>Counts what people do that redraws the lists of others.</summary>
internal sealed class StatusThrottle(TimeProvider clock)
{
    private const int MaxUsers = 50_000;

    private readonly Lock gate = new();
    private readonly AttemptCounter<Guid> changes = new(RateLimits.StatusesPerUser, MaxUsers);

    /// <summary>Counts a change; how long to wait when there were too many.</summary>
    public TimeSpan? Begin(Guid user)
    {
        var now = clock.GetUtcNow();
        lock (gate)
            return changes.Begin(user, now);
    }
}
