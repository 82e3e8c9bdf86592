using System.Data.Common;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// The row of a conversation inside a group append: locked and read by the first work that asks, changed in memory by each work of the
/// group, written once. The only way to append to a log, for messages and room chain entries alike, so that <c>seq</c> has no gap.
/// </summary>
public sealed class ConversationHead : IGroupState
{
    private const string Columns = """SELECT "Id", "LastSeq", "LastAt", "RecipientsVersion", "RoomN", "RoomHead", "Messages", "Members", "ArchivedAt" FROM "conversations" """;
    private const string One = Columns + """WHERE "Id" = @p0""";
    private const string Many = Columns + """WHERE "Id" = ANY(@p0) ORDER BY "Id" """;

    private const string Update = """
        UPDATE "conversations" SET "LastSeq" = @p1, "LastAt" = @p2, "RecipientsVersion" = @p3, "RoomN" = @p4, "RoomHead" = @p5, "Messages" = @p6,
            "Members" = @p7, "ArchivedAt" = @p8
        WHERE "Id" = @p0
        """;

    private const string Insert = """
        INSERT INTO "entries" ("ConversationId", "Seq", "At", "Kind", "User", "Device", "N", "SessionKey", "Body", "Hash", "Messages", "About")
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11)
        """;

    private readonly string _id;
    private bool _changed;

    private ConversationHead(string id) => _id = id;

    public long LastSeq { get; private set; }
    public long LastAt { get; private set; }
    public long RecipientsVersion { get; private set; }
    public long RoomN { get; private set; }
    public string RoomHead { get; private set; } = "";
    public long Messages { get; private set; }
    public int Members { get; private set; }

    /// <summary>Unix milliseconds; null: it is not archived. Whoever appends looks here, under the lock: after an archiving nothing slips in.</summary>
    public long? ArchivedAt { get; private set; }

    /// <returns>Null: there is no such conversation (yet).</returns>
    public static ConversationHead? Lock(AppendTransaction transaction, ConversationId conversation)
    {
        transaction.Ahead("", LoadAll);
        return transaction.State<ConversationHead>(conversation.Value, Load);
    }

    /// <summary>
    /// Writes the entry under the next <c>seq</c>; once it is durable the relay gets it. The log's time never runs backwards: it is the
    /// later of <paramref name="now"/> and the last entry's.
    /// </summary>
    public LogPosition Append(AppendTransaction transaction, IRelay relay, NewLogEntry entry, DateTimeOffset now)
    {
        LastSeq++;
        LastAt = Math.Max(LastAt, now.ToUnixTimeMilliseconds());
        // What only changes another message is nothing to read of its own.
        if (entry is { Kind: LogEntryKind.Message, About: null })
            Messages++;
        _changed = true;
        transaction.Write(
            Insert, _id, LastSeq, LastAt, (int)entry.Kind, entry.User, entry.Device, entry.N, entry.SessionKey, entry.Body, entry.Hash.Value, Messages, entry.About);
        var position = new LogPosition(LastSeq, LastAt);
        Publish(transaction, relay, entry, position);
        return position;
    }

    /// <summary>
    /// Once the group is durable the relay gets the entry. Called beside <see cref="Append"/> only for an entry that is found in the log by the
    /// repetition of the group that wrote it (<see cref="AppendTransaction.IsRepeated"/>): then nobody was told.
    /// </summary>
    public void Publish(AppendTransaction transaction, IRelay relay, NewLogEntry entry, LogPosition position) =>
        transaction.AfterCommit(() => relay.Publish(new RelayMessage(_id, position.Seq, position.At, LogEntryJson.ForFeed(_id, position, entry))));

    /// <summary>The room chain has a newer head.</summary>
    public void MoveRoom(RoomChainState room)
    {
        RoomN = room.N;
        RoomHead = room.Head.Value;
        Members = room.Seats.Count;
        _changed = true;
    }

    /// <param name="at">Since when it is archived; null: it is not.</param>
    public void Archive(DateTimeOffset? at)
    {
        ArchivedAt = at?.ToUnixTimeMilliseconds();
        _changed = true;
    }

    /// <summary>Who receives has changed: what was validated before is validated again.</summary>
    public void RaiseRecipientsVersion()
    {
        RecipientsVersion++;
        _changed = true;
    }

    void IGroupState.Write(AppendTransaction transaction)
    {
        if (_changed)
            transaction.Write(Update, _id, LastSeq, LastAt, RecipientsVersion, RoomN, RoomHead, Messages, Members, ArchivedAt);
    }

    private static ConversationHead? Load(AppendTransaction transaction, string id)
    {
        using var row = transaction.Query(One + transaction.Dialect.RowLock, id);
        return row.Read() ? Of(row) : null;
    }

    /// <summary>In the order of their ids, as one by one.</summary>
    private static List<KeyValuePair<string, ConversationHead>> LoadAll(AppendTransaction transaction)
    {
        var heads = new List<KeyValuePair<string, ConversationHead>>();
        using var rows = transaction.Query(Many + transaction.Dialect.RowLock, (object)transaction.Keys.ToArray());
        while (rows.Read())
        {
            var head = Of(rows);
            heads.Add(new(head._id, head));
        }
        return heads;
    }

    private static ConversationHead Of(DbDataReader row) => new(row.GetString(0))
    {
        LastSeq = row.GetInt64(1),
        LastAt = row.GetInt64(2),
        RecipientsVersion = row.GetInt64(3),
        RoomN = row.GetInt64(4),
        RoomHead = row.GetString(5),
        Messages = row.GetInt64(6),
        Members = row.GetInt32(7),
        ArchivedAt = row.IsDBNull(8) ? null : row.GetInt64(8),
    };
}

/// <summary>Where an entry stands in its log: <paramref name="Seq"/>, and the server's time in Unix milliseconds.</summary>
public readonly record struct LogPosition(long Seq, long At);

/// <summary>An entry before it has a place; the members as in <see cref="LogEntry"/>.</summary>
public readonly record struct NewLogEntry(
    LogEntryKind Kind, Guid User, Guid Device, long N, string? SessionKey, string Body, Hash Hash, long? About = null);
