using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Messages;

internal enum SendVerdict
{
    /// <summary>In the log, now or by the same request before.</summary>
    Stored,
    NotNext,
    RecipientsMoved,
    NoConversation,
    AboutRefused,

    /// <summary>The room is archived.</summary>
    Archived,
}

/// <param name="Verdict">What became of it.</param>
/// <param name="Position">If stored: where.</param>
/// <param name="Version">If the recipients moved: their version now.</param>
/// <param name="About">If it may not be about what it says: why.</param>
internal readonly record struct SendOutcome(SendVerdict Verdict, LogPosition Position = default, long Version = 0, SendRefusal? About = null);

/// <summary>
/// The last checks of a send, under the lock of its conversation, and its row. Everything else was checked before, for one version of the
/// recipients; here the version is compared, so no send slips in beside a removal.
/// </summary>
internal sealed class SendWork(Sending sending, SessionState session, long version, IRelay relay, TimeProvider clock)
{
    private const string Last = """
        SELECT "N" FROM "entries" WHERE "ConversationId" = @p0 AND "Device" = @p1 AND "Kind" = 0 ORDER BY "N" DESC LIMIT 1
        """;

    // Of each device in its conversation, by the same index.
    private const string LastOfMany = """
        SELECT one."Conversation", one."Device", COALESCE((SELECT "N" FROM "entries"
            WHERE "ConversationId" = one."Conversation" AND "Device" = one."Device" AND "Kind" = 0 ORDER BY "N" DESC LIMIT 1), 0)
        FROM unnest(@p0, @p1) AS one("Conversation", "Device")
        """;

    private const string Same = """
        SELECT "Seq", "At", "Hash" FROM "entries" WHERE "ConversationId" = @p0 AND "Device" = @p1 AND "Kind" = 0 AND "N" = @p2
        """;

    private const string Begin = """
        UPDATE "message_sessions" SET "FirstN" = @p2 WHERE "ConversationId" = @p0 AND "Key" = @p1 AND "FirstN" IS NULL
        """;

    private const string FirstOfSession = """SELECT "FirstN" FROM "message_sessions" WHERE "ConversationId" = @p0 AND "Key" = @p1""";

    // Who has read everything has read their own message: no list shows it as unread until their page says so.
    private const string OwnIsRead = """
        UPDATE "members" SET "ReadSeq" = @p2 WHERE "ConversationId" = @p0 AND "User" = @p1 AND "ReadSeq" = @p2 - 1
        """;

    public string Key => sending.Conversation.Value;

    public SendOutcome Run(AppendTransaction transaction)
    {
        if (ConversationHead.Lock(transaction, sending.Conversation) is not { } head)
            return new SendOutcome(SendVerdict.NoConversation);
        transaction.Ahead("", LoadCounters);
        var counter = transaction.State<Counter>(PlaceOf(sending), LoadCounter)!;
        if (sending.N <= counter.Last && FirstAnswer(transaction) is { } first)
        {
            if (transaction.IsRepeated)
                head.Publish(transaction, relay, Entry(), first);
            return new SendOutcome(SendVerdict.Stored, first);
        }
        if (sending.N != counter.Last + 1)
            return new SendOutcome(SendVerdict.NotNext);
        if (head.ArchivedAt is not null)
            return new SendOutcome(SendVerdict.Archived);
        if (head.RecipientsVersion != version)
            return new SendOutcome(SendVerdict.RecipientsMoved, Version: head.RecipientsVersion);

        if (sending.About is { } wanted && AboutMessage.Refuse(transaction, sending, wanted.Seq, wanted.Remove) is { } refusal)
            return new SendOutcome(SendVerdict.AboutRefused, About: refusal);

        counter.Last = sending.N;
        CountInSession(transaction);
        var position = head.Append(transaction, relay, Entry(), clock.GetUtcNow());
        transaction.Write(OwnIsRead, Key, sending.User, position.Seq);
        if (sending.About is { Remove: true, Seq: var removed })
            AboutMessage.Remove(transaction, sending.Conversation, removed, position.Seq);
        return new SendOutcome(SendVerdict.Stored, position);
    }

    private NewLogEntry Entry() => new(
        LogEntryKind.Message, sending.User, sending.Device, sending.N, sending.Jwe.Key.Value, sending.Jwe.Compact, sending.Hash, sending.About?.Seq);

    private LogPosition? FirstAnswer(AppendTransaction transaction)
    {
        using var row = transaction.Query(Same, Key, sending.Device, sending.N);
        return row.Read() && row.GetString(2) == sending.Hash.Value ? new LogPosition(row.GetInt64(0), row.GetInt64(1)) : null;
    }

    private void CountInSession(AppendTransaction transaction)
    {
        if (session.FirstN != 0)
            return;
        // Another host may have counted its first message.
        var first = transaction.Execute(Begin, Key, sending.Jwe.Key.Value, sending.N) == 1 ? sending.N : ReadFirst(transaction);
        transaction.AfterCommit(() => session.FirstN = first);
    }

    private long ReadFirst(AppendTransaction transaction)
    {
        using var row = transaction.Query(FirstOfSession, Key, sending.Jwe.Key.Value);
        return row.Read() ? row.GetInt64(0) : 0;
    }

    private static string PlaceOf(Sending sending) => $"{sending.Conversation.Value}{sending.Device}";

    /// <summary>Once the conversations of all are locked: nobody else counts on meanwhile.</summary>
    private static List<KeyValuePair<string, Counter>> LoadCounters(AppendTransaction transaction)
    {
        var places = transaction.Works<SendWork>().Select(work => work.Place).DistinctBy(PlaceOf).ToList();
        var counters = new List<KeyValuePair<string, Counter>>();
        using var rows = transaction.Query(LastOfMany, places.ConvertAll(place => place.Conversation.Value).ToArray(), places.ConvertAll(place => place.Device).ToArray());
        while (rows.Read())
            counters.Add(new($"{rows.GetString(0)}{rows.GetGuid(1)}", new Counter { Last = rows.GetInt64(2) }));
        return counters;
    }

    private Sending Place => sending;

    private Counter LoadCounter(AppendTransaction transaction, string _)
    {
        using var row = transaction.Query(Last, Key, sending.Device);
        return new Counter { Last = row.Read() ? row.GetInt64(0) : 0 };
    }

    /// <summary>The device's counter in this conversation, over the rows of the group.</summary>
    private sealed class Counter : IGroupState
    {
        public long Last { get; set; }

        void IGroupState.Write(AppendTransaction transaction)
        {
            // It is the rows themselves.
        }
    }
}
