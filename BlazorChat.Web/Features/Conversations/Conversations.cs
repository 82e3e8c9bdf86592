using BlazorChat.Web.Features.Conversations.Blocks;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>The door for other slices.</summary>
internal sealed class Conversations(
    Rooms rooms, ListConversations list, RoomDirectory directory, Recipients recipients, ConversationWatchers watchers, MarkRead markRead, ReadSharing sharing,
    BlockPeople blocks, IDbContextFactory<ChatDatabase> databases, TimeProvider clock) : IConversations
{
    public async ValueTask<RoomChainState?> FindAsync(ConversationId conversation, long notOlderThan = 0, CancellationToken cancellation = default) =>
        (await rooms.FindAsync(conversation, notOlderThan, cancellation))?.State;

    public async ValueTask<bool> IsMemberAsync(ConversationId conversation, Guid user, CancellationToken cancellation = default) =>
        (await rooms.FindAsync(conversation, 0, cancellation))?.State.IsMember(user) == true;

    public Task<IReadOnlyList<ConversationSummary>> OfAsync(Guid user, CancellationToken cancellation = default) => list.OfAsync(user, cancellation);

    public Task<ConversationSummary?> OneAsync(Guid user, ConversationId conversation, CancellationToken cancellation = default) =>
        list.OneAsync(user, conversation, cancellation);

    public Task<(IReadOnlyList<OpenRoom> Rooms, bool More)> FindRoomsAsync(Guid user, string query, int limit, bool own = false, CancellationToken cancellation = default) =>
        directory.FindAsync(user, query, limit, own, cancellation);

    public Task<ConversationSummary?> FindDmAsync(Guid user, Guid peer, CancellationToken cancellation = default) =>
        list.FindDmAsync(user, peer, cancellation);

    public ValueTask<RecipientSet?> RecipientsAsync(ConversationId conversation, long notOlderThan = 0, CancellationToken cancellation = default) =>
        recipients.OfAsync(conversation, notOlderThan, cancellation);

    public async Task<bool> MarkReadAsync(ConversationId conversation, Guid user, long seq, CancellationToken cancellation = default)
    {
        if (await rooms.FindAsync(conversation, 0, cancellation) is not { } room || !room.State.IsMember(user))
            return false;
        await markRead.RunAsync(room.State, user, seq, cancellation);
        return true;
    }

    public void TellRead(RoomChainState room, Guid user, long seq) =>
        watchers.Tell(user, new(room.Id, ConversationChangeKind.Read, room.PeerOf(user), seq, clock.GetUtcNow()));

    public async Task<IReadOnlyList<ConversationEnd>> EndsSinceAsync(IReadOnlyCollection<Guid> users, DateTimeOffset since, CancellationToken cancellation = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = await database.Set<Member>().AsNoTracking().Where(member => users.Contains(member.User))
            .Join(database.Set<Conversation>(), member => member.ConversationId, row => row.Id, (member, row) => new { member.User, row.Id, row.LastSeq, row.LastAt })
            .Where(row => row.LastAt >= since).ToListAsync(cancellation);
        return rows.ConvertAll(row => new ConversationEnd(row.User, ConversationId.Parse(row.Id), row.LastSeq, row.LastAt));
    }

    public void TellEnd(ConversationEnd end) => watchers.Tell(end.User, new(end.Conversation, ConversationChangeKind.Appended, null, end.LastSeq, end.LastAt));

    public void TellLost(Guid user) => watchers.Tell(user, new(default, ConversationChangeKind.Lost, null, 0, clock.GetUtcNow()));

    public bool SharesReading(Guid user) => sharing.Shares(user);

    public bool Blocks(Guid user, Guid other) => blocks.Has(user, other);

    public async ValueTask AnnounceAsync(ConversationId conversation, long seq, DateTimeOffset at, CancellationToken cancellation = default)
    {
        if (await rooms.FindAsync(conversation, 0, cancellation) is { } room)
            watchers.TellAppended(room.State, seq, at);
    }

    public async ValueTask AnnounceExpiredAsync(ConversationId conversation, long seq, CancellationToken cancellation = default)
    {
        if (await rooms.FindAsync(conversation, 0, cancellation) is { } room)
            watchers.TellExpired(room.State, seq);
    }

    public IDisposable OnChange(Guid user, Action<ConversationChange> watcher) => watchers.Add(user, watcher);
}
