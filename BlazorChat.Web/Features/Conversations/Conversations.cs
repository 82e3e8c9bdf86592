using BlazorChat.Web.Features.Conversations.Blocks;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>The door for other slices.</summary>
internal sealed class Conversations(
    Rooms rooms, ListConversations list, RoomDirectory directory, Recipients recipients, ConversationWatchers watchers, MarkRead markRead, ReadSharing sharing,
    BlockPeople blocks) : IConversations
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
