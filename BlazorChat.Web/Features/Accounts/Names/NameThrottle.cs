using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Accounts.Names;

/// <summary>Counts the changes of name that were made, not those refused: who looks for a free name tries several.</summary>
internal sealed class NameThrottle(TimeProvider clock)
{
    private const int MaxUsers = 50_000;

    private readonly Lock gate = new();
    private readonly AttemptCounter<Guid> changes = new(RateLimits.NamesPerUser, MaxUsers);

    /// <summary>How long to wait when there were too many; null: go on, and say how it ended.</summary>
    public TimeSpan? Begin(Guid user, out DateTimeOffset at)
    {
        at = clock.GetUtcNow();
        lock (gate)
        {
            if (changes.Wait(user, at) is { } wait)
                return wait;
            changes.Add(user, at);
            return null;
        }
    }

    public void Undo(Guid user, DateTimeOffset at)
    {
        lock (gate)
            changes.Undo(user, at);
    }
}
