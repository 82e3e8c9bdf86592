using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Messages.Retention;

/// <param name="UpTo">The new place up to which messages are deleted; null: nothing more is old enough.</param>
/// <param name="Messages">How many lost what they said.</param>
internal readonly record struct Expired(long? UpTo, int Messages);

/// <summary>
/// Takes from the next places of a log what was said there, and notes how far that went, in one transaction under the lock of the conversation.
/// The rows stay, as those of removed messages do: by them devices count, and numbers of what is unread are differences. Run again it finds nothing.
/// </summary>
internal sealed class ExpireWork(ConversationId conversation, DateTimeOffset cutoff) : IAppendWork<Expired>
{
    /// <summary>Places in one transaction: some milliseconds of the one writer, who has sends to write between two of these.</summary>
    public const int Batch = 200;

    // Times of a log never run backwards: the first that is young ends it.
    private const string Next = """
        SELECT "Seq", "At" FROM "entries"
        WHERE "ConversationId" = @p0 AND "Seq" > (SELECT "ExpiredSeq" FROM "conversations" WHERE "Id" = @p0) ORDER BY "Seq" LIMIT @p1
        """;

    private const string Empty = """
        UPDATE "entries" SET "Body" = '' WHERE "ConversationId" = @p0 AND "Seq" BETWEEN @p1 AND @p2 AND "Kind" = 0 AND "Body" <> ''
        """;

    private const string Note = """UPDATE "conversations" SET "ExpiredSeq" = @p1 WHERE "Id" = @p0""";

    public string Key => conversation.Value;

    public Expired Run(AppendTransaction transaction)
    {
        if (ConversationHead.Lock(transaction, conversation) is null)
            return default;
        var (first, last) = OldOnes(transaction);
        if (last is null)
            return default;
        var messages = transaction.Execute(Empty, Key, first, last);
        transaction.Execute(Note, Key, last);
        return new(last, messages);
    }

    private (long? First, long? Last) OldOnes(AppendTransaction transaction)
    {
        var (first, last, before) = ((long?)null, (long?)null, cutoff.ToUnixTimeMilliseconds());
        using var row = transaction.Query(Next, Key, Batch);
        while (row.Read() && row.GetInt64(1) < before)
            (first, last) = (first ?? row.GetInt64(0), row.GetInt64(0));
        return (first, last);
    }
}
