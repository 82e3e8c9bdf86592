using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Keeps one user from filling everybody's chains, where what is appended stays for ever, and from writing without end.</summary>
internal sealed class RoomThrottle(TimeProvider clock)
{
    private const int MaxUsers = 50_000;

    private readonly Lock gate = new();
    private readonly AttemptCounter<Guid> conversations = new(RateLimits.ConversationsPerUser, MaxUsers);
    private readonly AttemptCounter<Guid> clearings = new(RateLimits.ClearingsPerUser, MaxUsers);
    private readonly AttemptCounter<Guid> readSettings = new(RateLimits.ReadSettingsPerUser, MaxUsers);
    private readonly AttemptCounter<Guid> blocks = new(RateLimits.BlocksPerUser, MaxUsers);
    private readonly AttemptCounter<Guid> entries = new(RateLimits.RoomEntriesPerUser, MaxUsers);

    /// <summary>Counts a genesis; how long to wait when there were too many.</summary>
    public TimeSpan? BeginConversation(Guid user) => Begin(conversations, user);

    /// <summary>Counts a clearing; how long to wait when there were too many.</summary>
    public TimeSpan? BeginClearing(Guid user) => Begin(clearings, user);

    /// <summary>Counts a change of who is told how far one has read; how long to wait when there were too many.</summary>
    public TimeSpan? BeginReadSetting(Guid user) => Begin(readSettings, user);

    /// <summary>Counts a block, or that one is lifted; how long to wait when there were too many.</summary>
    public TimeSpan? BeginBlock(Guid user) => Begin(blocks, user);

    /// <summary>Counts another entry; how long to wait when there were too many.</summary>
    public TimeSpan? BeginEntry(Guid user) => Begin(entries, user);

    private TimeSpan? Begin(AttemptCounter<Guid> counter, Guid user)
    {
        var now = clock.GetUtcNow();
        lock (gate)
            return counter.Begin(user, now);
    }
}
