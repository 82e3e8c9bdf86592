using System.Collections.Concurrent;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Protocol;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Tests.Support.Messaging;

/// <summary>
/// Conversations whose rows are in the database and whose room chains are as the test says. What was asked for is remembered as a host
/// remembers it, until asked again with a newer version.
/// </summary>
internal sealed class FakeConversations(ScratchDatabase database, TimeProvider clock) : IConversations
{
    private readonly ConcurrentDictionary<ConversationId, TestRoom> _rooms = new();
    private readonly List<(Guid User, Action<ConversationChange> Watcher)> _watchers = [];

    public List<(ConversationId Conversation, long Seq)> Announced { get; } = [];

    public TestRoom Create(RoomKind kind, RoomHistory history, params TestPerson[] people)
    {
        var genesis = Hash.Of(Guid.NewGuid().ToString());
        var room = new TestRoom(ConversationId.Of(genesis), genesis, kind, history, clock);
        using (var context = database.CreateDbContext())
        {
            context.Add(new Conversation { Id = room.Id.Value, Kind = kind, History = history, LastAt = clock.GetUtcNow(), RoomHead = genesis.Value });
            context.SaveChanges();
        }
        foreach (var person in people)
            room.Add(person);
        _rooms[room.Id] = room;
        return room;
    }

    /// <summary>What changes recipients raises their version, in the database first.</summary>
    public void Raise(TestRoom room)
    {
        using var context = database.CreateDbContext();
        context.Set<Conversation>().Where(row => row.Id == room.Id.Value).ExecuteUpdate(set => set
            .SetProperty(row => row.RecipientsVersion, row => row.RecipientsVersion + 1)
            .SetProperty(row => row.RoomHead, room.Head.Value));
        room.Raise();
    }

    public ValueTask<RoomChainState?> FindAsync(ConversationId conversation, long notOlderThan = 0, CancellationToken cancellation = default) =>
        ValueTask.FromResult(_rooms.TryGetValue(conversation, out var room) ? room.State : null);

    public ValueTask<bool> IsMemberAsync(ConversationId conversation, Guid user, CancellationToken cancellation = default) =>
        ValueTask.FromResult(_rooms.TryGetValue(conversation, out var room) && room.State.IsMember(user));

    public Task<IReadOnlyList<ConversationSummary>> OfAsync(Guid user, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<ConversationSummary>>([.. _rooms.Values.Where(room => room.State.IsMember(user)).Select(room =>
            new ConversationSummary(room.Id, room.State.Kind, room.State.History, room.State.PeerOf(user), 0, clock.GetUtcNow(), 0, 0, room.Head))]);

    public async Task<ConversationSummary?> OneAsync(Guid user, ConversationId conversation, CancellationToken cancellation = default) =>
        (await OfAsync(user, cancellation)).FirstOrDefault(known => known.Conversation == conversation);

    public void TellRead(RoomChainState room, Guid user, long seq) => throw new NotSupportedException();

    public async Task<IReadOnlyList<ConversationEnd>> EndsSinceAsync(IReadOnlyCollection<Guid> users, DateTimeOffset since, CancellationToken cancellation = default)
    {
        await using var context = database.CreateDbContext();
        var rows = await context.Set<Conversation>().Where(row => row.LastAt >= since).ToListAsync(cancellation);
        return [.. from row in rows
                   let id = ConversationId.Parse(row.Id)
                   from user in users
                   where _rooms.TryGetValue(id, out var room) && room.State.IsMember(user)
                   select new ConversationEnd(user, id, row.LastSeq, row.LastAt)];
    }

    public void TellEnd(ConversationEnd end)
    {
        lock (Announced)
            Announced.Add((end.Conversation, end.LastSeq));
    }

    /// <summary>Who was told that something may have been lost.</summary>
    public ConcurrentQueue<Guid> Lost { get; } = [];

    public void TellLost(Guid user) => Lost.Enqueue(user);

    public Task<(IReadOnlyList<OpenRoom> Rooms, bool More)> FindRoomsAsync(Guid user, string query, int limit, bool own = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public async Task<ConversationSummary?> FindDmAsync(Guid user, Guid peer, CancellationToken cancellation = default) =>
        (await OfAsync(user, cancellation)).FirstOrDefault(conversation => conversation.Peer == peer);

    public ValueTask<RecipientSet?> RecipientsAsync(ConversationId conversation, long notOlderThan = 0, CancellationToken cancellation = default) =>
        ValueTask.FromResult(_rooms.TryGetValue(conversation, out var room) ? room.Recipients(notOlderThan) : null);

    public Task<bool> MarkReadAsync(ConversationId conversation, Guid user, long seq, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Who does not tell how far they have read.</summary>
    public HashSet<Guid> Quiet { get; } = [];

    public bool SharesReading(Guid user) => !Quiet.Contains(user);

    /// <summary>Who has blocked whom.</summary>
    public HashSet<(Guid User, Guid Other)> Blocked { get; } = [];

    public bool Blocks(Guid user, Guid other) => Blocked.Contains((user, other));

    public ValueTask AnnounceAsync(ConversationId conversation, long seq, DateTimeOffset at, CancellationToken cancellation = default)
    {
        lock (Announced)
            Announced.Add((conversation, seq));
        return ValueTask.CompletedTask;
    }

    /// <summary>Up to where conversations were said to be deleted.</summary>
    public List<(ConversationId Conversation, long Seq)> Expired { get; } = [];

    public ValueTask AnnounceExpiredAsync(ConversationId conversation, long seq, CancellationToken cancellation = default)
    {
        Expired.Add((conversation, seq));
        return ValueTask.CompletedTask;
    }

    public void Tell(Guid user, ConversationChange change)
    {
        foreach (var (watched, watcher) in _watchers.ToArray())
        {
            if (watched == user)
                watcher(change);
        }
    }

    public IDisposable OnChange(Guid user, Action<ConversationChange> watcher)
    {
        _watchers.Add((user, watcher));
        return new Watch(() => _watchers.Remove((user, watcher)));
    }
}
