using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// Clears the history of one member, of a conversation or of all: a mark in the member's own row, up to which they are given nothing of the
/// log any more. The log itself, the room chain and everybody else's reading stay as they are.
/// </summary>
/// <remarks>
/// It is done at once, and what was before is kept beside it: a page that goes away in between leaves nothing half done. A clearing is known
/// by its time. Where another has followed, it can be undone no more.
/// </remarks>
internal sealed class ClearHistory(IDbContextFactory<ChatDatabase> databases, ConversationWatchers watchers, TimeProvider clock)
{
    /// <summary>What people are told.</summary>
    public static readonly TimeSpan UndoWithin = TimeSpan.FromSeconds(10);

    /// <summary>They count from the answer on, and the undo takes its time on the way back.</summary>
    public static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(5);

    public async Task<bool> HasAsync(ConversationId conversation, long seq, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<Conversation>().AnyAsync(row => row.Id == conversation.Value && row.LastSeq >= seq, cancellation);
    }

    /// <param name="conversation">Which; null: all of the user, each to its end.</param>
    /// <param name="user">Whose history.</param>
    /// <param name="seq">Up to this entry, if the log has it; null: to the end.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>When, and of how many conversations something was cleared.</returns>
    public async Task<(DateTimeOffset At, int Conversations)> RunAsync(ConversationId? conversation, Guid user, long? seq, CancellationToken cancellation)
    {
        var at = Milliseconds(clock.GetUtcNow());
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var cleared =
            from member in Seats(database, conversation, user)
            join row in database.Set<Conversation>() on member.ConversationId equals row.Id
            where member.ClearedSeq < (seq ?? row.LastSeq) && row.LastSeq >= (seq ?? row.LastSeq)
            select new { Member = member, UpTo = seq ?? row.LastSeq };
        var count = await cleared.ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Member.ClearedBefore, row => row.Member.ClearedSeq)
                .SetProperty(row => row.Member.ReadBefore, row => row.Member.ReadSeq)
                .SetProperty(row => row.Member.ClearedSeq, row => row.UpTo)
                .SetProperty(row => row.Member.ReadSeq, row => row.Member.ReadSeq > row.UpTo ? row.Member.ReadSeq : row.UpTo)
                .SetProperty(row => row.Member.ClearedAt, (DateTimeOffset?)at),
            cancellation);
        if (count > 0)
            Tell(user, at, await PlacesAsync(database, conversation, user, at, cancellation));
        return (at, count);
    }

    /// <summary>As it was before the clearing of this time. What was read since stays read. False: too late, or there was none.</summary>
    public async Task<bool> UndoAsync(ConversationId? conversation, Guid user, DateTimeOffset at, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (now - at > UndoWithin + OnTheWay)
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var places = await PlacesAsync(database, conversation, user, at, cancellation);
        var count = await Seats(database, conversation, user).Where(member => member.ClearedAt == at).ExecuteUpdateAsync(
            set => set
                .SetProperty(member => member.ReadSeq, member => member.ReadSeq == member.ClearedSeq ? member.ReadBefore : member.ReadSeq)
                .SetProperty(member => member.ClearedSeq, member => member.ClearedBefore)
                .SetProperty(member => member.ClearedAt, (DateTimeOffset?)null),
            cancellation);
        Tell(user, now, places);
        return count > 0;
    }

    private static IQueryable<Member> Seats(ChatDatabase database, ConversationId? conversation, Guid user)
    {
        var id = conversation?.Value;
        return database.Set<Member>().Where(member => member.User == user && (id == null || member.ConversationId == id));
    }

    private static Task<List<Place>> PlacesAsync(
        ChatDatabase database, ConversationId? conversation, Guid user, DateTimeOffset at, CancellationToken cancellation) =>
        Seats(database, conversation, user).Where(member => member.ClearedAt == at)
            .Select(member => new Place(member.ConversationId, member.ReadSeq)).ToListAsync(cancellation);

    private void Tell(Guid user, DateTimeOffset at, List<Place> places)
    {
        foreach (var (conversation, seq) in places)
            watchers.Tell(user, new(ConversationId.Parse(conversation), ConversationChangeKind.Cleared, null, seq, at));
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private sealed record Place(string Conversation, long Seq);
}
