using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Writes judged entries of room chains through the group append, and makes what follows from them known on this host.</summary>
internal sealed class RoomWriter(
    GroupAppend append, IRelay relay, Rooms rooms, Recipients recipients, ConversationWatchers watchers, TimeProvider clock)
{
    private const string Find = """SELECT "Seq", "At" FROM "entries" WHERE "ConversationId" = @p0 AND "Kind" = 1 AND "N" = @p1""";

    /// <returns>The entry's place, or null: something moved since it was judged.</returns>
    public Task<LogPosition?> RunAsync(AppendWork work) => append.RunAsync(work, CancellationToken.None);

    public AppendWork Append(Signed<RoomEntry> entry, ChatSession signer, Room before, RoomChainState after, long version) =>
        new(this, entry, signer, before, after, version);

    /// <summary>Appends under the lock what was compared under it.</summary>
    public LogPosition Write(
        AppendTransaction transaction, ConversationHead head, Signed<RoomEntry> entry, ChatSession signer, Room? before, RoomChainState after)
    {
        var position = head.Append(transaction, relay, Entry(entry, signer, after), clock.GetUtcNow());
        head.MoveRoom(after);
        head.RaiseRecipientsVersion();
        SeatRows.Write(transaction, before?.State, after, position.Seq);
        transaction.AfterCommit(() => Known(before, after, position));
        return position;
    }

    /// <summary>The entry is the newest of its room already: the group wrote it before, and the answer was lost.</summary>
    public LogPosition WrittenBefore(
        AppendTransaction transaction, ConversationHead head, Signed<RoomEntry> entry, ChatSession signer, Room? before, RoomChainState after)
    {
        LogPosition position;
        using (var row = transaction.Query(Find, after.Id.Value, after.N))
        {
            row.Read();
            position = new LogPosition(row.GetInt64(0), row.GetInt64(1));
        }
        head.Publish(transaction, relay, Entry(entry, signer, after), position);
        transaction.AfterCommit(() => Known(before, after, position));
        return position;
    }

    private static NewLogEntry Entry(Signed<RoomEntry> entry, ChatSession signer, RoomChainState after) =>
        new(LogEntryKind.Room, signer.User, signer.Device!.Value, after.N, null, entry.Jws.Compact, entry.Hash);

    private void Known(Room? before, RoomChainState after, LogPosition position)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(position.At);
        rooms.Keep(before is null ? Room.Begin(after, at) : before.Continue(after, at));
        recipients.Forget(after.Id);
        // Watchers may be many and are not the writer's business: it has the next group to write.
        _ = Task.Run(() => watchers.TellChanged(before?.State, after, position.Seq, at));
    }

    /// <summary>One entry after the genesis.</summary>
    internal sealed class AppendWork(
        RoomWriter writer, Signed<RoomEntry> entry, ChatSession signer, Room before, RoomChainState after, long version) : IAppendWork<LogPosition?>
    {
        public string Key => after.Id.Value;

        public LogPosition? Run(AppendTransaction transaction)
        {
            var head = ConversationHead.Lock(transaction, after.Id);
            if (transaction.IsRepeated && head is not null && head.RoomHead == after.Head.Value)
                return writer.WrittenBefore(transaction, head, entry, signer, before, after);
            var unmoved = head is not null
                && head.RoomN == before.State.N && head.RoomHead == before.State.Head.Value && head.RecipientsVersion == version
                && (head.ArchivedAt is null || entry.Payload is LeaveRoom);
            return unmoved ? writer.Write(transaction, head!, entry, signer, before, after) : null;
        }
    }
}
