using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Who wants to hear of a user's conversations: circuits, by user, so that an entry costs its members' circuits and no others.</summary>
internal sealed partial class ConversationWatchers(TimeProvider clock, ILogger<ConversationWatchers> log)
{
    private readonly ConcurrentDictionary<Guid, ImmutableArray<Action<ConversationChange>>> watchers = [];

    public IDisposable Add(Guid user, Action<ConversationChange> watcher)
    {
        watchers.AddOrUpdate(user, [watcher], (_, others) => others.Add(watcher));
        return new Watch(this, user, watcher);
    }

    public void Tell(Guid user, ConversationChange change)
    {
        if (!watchers.TryGetValue(user, out var mine))
            return;
        foreach (var watcher in mine)
        {
            try
            {
                watcher(change);
            }
            catch (Exception fault)
            {
                WatcherFailed(fault, user, change.Conversation.ToString());
            }
        }
    }

    /// <summary>Tells every member that the log has a new last entry.</summary>
    public void TellAppended(RoomChainState room, long seq, DateTimeOffset at)
    {
        foreach (var member in room.Seats.Keys)
        {
            if (watchers.ContainsKey(member))
                Tell(member, new(room.Id, ConversationChangeKind.Appended, room.PeerOf(member), seq, at));
        }
    }

    /// <summary>Tells every member that old messages are deleted.</summary>
    public void TellExpired(RoomChainState room, long seq)
    {
        foreach (var member in room.Seats.Keys)
            Tell(member, new(room.Id, ConversationChangeKind.Expired, room.PeerOf(member), seq, clock.GetUtcNow()));
    }

    /// <summary>Tells every member that the room is called otherwise, archived or brought back.</summary>
    public void TellProfile(RoomChainState room, long seq, DateTimeOffset at)
    {
        foreach (var member in room.Seats.Keys)
            Tell(member, new(room.Id, ConversationChangeKind.Profile, null, seq, at));
    }

    /// <summary>Tells who came, who went, and who stayed.</summary>
    public void TellChanged(RoomChainState? before, RoomChainState after, long seq, DateTimeOffset at)
    {
        foreach (var gone in before?.Seats.Keys.Where(user => !after.IsMember(user)) ?? [])
            Tell(gone, new(after.Id, ConversationChangeKind.Left, null, seq, at));
        foreach (var member in after.Seats.Keys)
        {
            var kind = before?.IsMember(member) == true ? ConversationChangeKind.Appended : ConversationChangeKind.Entered;
            Tell(member, new(after.Id, kind, after.PeerOf(member), seq, at));
        }
    }

    private void Remove(Guid user, Action<ConversationChange> watcher)
    {
        while (watchers.TryGetValue(user, out var mine))
        {
            var rest = mine.Remove(watcher);
            var entry = KeyValuePair.Create(user, mine);
            if (rest.IsEmpty ? watchers.TryRemove(entry) : watchers.TryUpdate(user, rest, mine))
                return;
        }
    }

    [LoggerMessage(4001, LogLevel.Error, "A watcher of user {User} failed at conversation {Conversation}")]
    private partial void WatcherFailed(Exception fault, Guid user, string conversation);

    private sealed class Watch(ConversationWatchers all, Guid user, Action<ConversationChange> watcher) : IDisposable
    {
        public void Dispose() => all.Remove(user, watcher);
    }
}
