using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>The door for other slices.</summary>
internal sealed class Conversations(
    IDbContextFactory<ChatDatabase> databases, Rooms rooms, Recipients recipients, ConversationWatchers watchers, TimeProvider clock) : IConversations
{
    public async ValueTask<RoomChainState?> FindAsync(ConversationId conversation, long notOlderThan = 0, CancellationToken cancellation = default) =>
        (await rooms.FindAsync(conversation, notOlderThan, cancellation))?.State;

    public async ValueTask<bool> IsMemberAsync(ConversationId conversation, Guid user, CancellationToken cancellation = default) =>
        (await rooms.FindAsync(conversation, 0, cancellation))?.State.IsMember(user) == true;

    public async Task<IReadOnlyList<ConversationSummary>> OfAsync(Guid user, CancellationToken cancellation = default)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = await Listed(database, user).OrderByDescending(row => row.LastAt).ThenBy(row => row.Id).ToListAsync(cancellation);
        return [.. rows.Select(row => row.Summary())];
    }

    public async Task<ConversationSummary?> FindDmAsync(Guid user, Guid peer, CancellationToken cancellation = default)
    {
        var pair = DmPair.Of(user, peer);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var row = await Listed(database, user).FirstOrDefaultAsync(row => row.DmPair == pair, cancellation);
        return row?.Summary();
    }

    public ValueTask<RecipientSet?> RecipientsAsync(ConversationId conversation, long notOlderThan = 0, CancellationToken cancellation = default) =>
        recipients.OfAsync(conversation, notOlderThan, cancellation);

    public async Task<bool> MarkReadAsync(ConversationId conversation, Guid user, long seq, CancellationToken cancellation = default)
    {
        if (await rooms.FindAsync(conversation, 0, cancellation) is not { } room || !room.State.IsMember(user))
            return false;
        var id = conversation.Value;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        // Only what is there can have been read; and what was read stays read.
        var raised = await database.Set<Member>()
            .Where(member => member.ConversationId == id && member.User == user && member.ReadSeq < seq)
            .Where(_ => database.Set<Conversation>().Any(row => row.Id == id && row.LastSeq >= seq))
            .ExecuteUpdateAsync(set => set.SetProperty(member => member.ReadSeq, seq), cancellation);
        if (raised > 0)
            watchers.Tell(user, new(conversation, ConversationChangeKind.Read, room.State.PeerOf(user), seq, clock.GetUtcNow()));
        return true;
    }

    public async ValueTask AnnounceAsync(ConversationId conversation, long seq, DateTimeOffset at, CancellationToken cancellation = default)
    {
        if (await rooms.FindAsync(conversation, 0, cancellation) is { } room)
            watchers.TellAppended(room.State, seq, at);
    }

    public IDisposable OnChange(Guid user, Action<ConversationChange> watcher) => watchers.Add(user, watcher);

    private static IQueryable<Row> Listed(ChatDatabase database, Guid user) =>
        from mine in database.Set<Member>()
        where mine.User == user
        join row in database.Set<Conversation>() on mine.ConversationId equals row.Id
        select new Row
        {
            Id = row.Id,
            Kind = row.Kind,
            History = row.History,
            DmPair = row.DmPair,
            Peer = row.Kind == RoomKind.Dm
                ? database.Set<Member>().Where(other => other.ConversationId == row.Id && other.User != user).Select(other => (Guid?)other.User).FirstOrDefault()
                : null,
            LastSeq = row.LastSeq,
            LastAt = row.LastAt,
            ReadSeq = mine.ReadSeq,
            RoomN = row.RoomN,
            RoomHead = row.RoomHead,
        };

    private sealed class Row
    {
        public required string Id { get; init; }
        public required RoomKind Kind { get; init; }
        public required RoomHistory History { get; init; }
        public required string? DmPair { get; init; }
        public required Guid? Peer { get; init; }
        public required long LastSeq { get; init; }
        public required DateTimeOffset LastAt { get; init; }
        public required long ReadSeq { get; init; }
        public required long RoomN { get; init; }
        public required string RoomHead { get; init; }

        public ConversationSummary Summary() =>
            new(ConversationId.Parse(Id), Kind, History, Peer, LastSeq, LastAt, ReadSeq, RoomN, Hash.Parse(RoomHead));
    }
}
