using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages.Feed;

/// <summary>
/// After a loss: where the logs end of which a host's users should have been told. What is open is read by each circuit; of everything else they need the end
/// alone, and one query finds those of all of them.
/// </summary>
internal sealed class MissedEnds(IConversations conversations, TimeProvider clock)
{
    /// <summary>Logs have the times of the hosts that wrote them, whose clocks may differ by so much.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);

    private Dictionary<(Guid, ConversationId), long> known = [];
    private DateTimeOffset? lookedAt;

    /// <summary>Those that were not found by the look before this one.</summary>
    public async Task<IReadOnlyList<ConversationEnd>> LookAsync(IReadOnlyCollection<Guid> users)
    {
        var now = clock.GetUtcNow();
        var since = (lookedAt < now ? lookedAt.Value : now) - Skew;
        var ends = await conversations.EndsSinceAsync(users, since);
        var news = ends.Where(end => known.GetValueOrDefault((end.User, end.Conversation)) < end.LastSeq).ToList();
        (known, lookedAt) = (ends.ToDictionary(end => (end.User, end.Conversation), end => end.LastSeq), now);
        return news;
    }
}
