using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// The message that another is about, under the lock of its conversation. The server cannot read what the other says of it: it keeps what it
/// can see from being wrong, and readers judge what was signed.
/// </summary>
internal static class AboutMessage
{
    private const string Target = """
        SELECT "User", "RemovedBy", "Body" = '' FROM "entries" WHERE "ConversationId" = @p0 AND "Seq" = @p1 AND "Kind" = 0 AND "About" IS NULL
        """;

    // Both of a dm are its admins: there each answers for their own words alone.
    private const string IsAdmin = """
        SELECT 1 FROM "members" AS m JOIN "conversations" AS c ON c."Id" = m."ConversationId"
        WHERE m."ConversationId" = @p0 AND m."User" = @p1 AND m."Role" = @p2 AND c."Kind" <> @p3
        """;

    // Two statements, so that each goes by an index.
    private const string Empty = """UPDATE "entries" SET "Body" = '', "RemovedBy" = @p2 WHERE "ConversationId" = @p0 AND "Seq" = @p1""";

    private const string EmptyEdits = """
        UPDATE "entries" SET "Body" = '', "RemovedBy" = @p2 WHERE "ConversationId" = @p0 AND "About" = @p1 AND "Seq" < @p2
        """;

    /// <returns>Null: it may.</returns>
    public static SendRefusal? Refuse(AppendTransaction transaction, in Sending sending, long seq, bool remove)
    {
        Guid user;
        using (var row = transaction.Query(Target, sending.Conversation.Value, seq))
        {
            if (!row.Read())
                return new SendRefusal.NothingThere();
            if (!row.IsDBNull(1))
                return new SendRefusal.Removed();
            // Deleted for its age.
            if (row.GetBoolean(2))
                return new SendRefusal.NothingThere();
            user = row.GetGuid(0);
        }
        return user == sending.User || (remove && IsAdminNow(transaction, sending)) ? null : new SendRefusal.NotYours();
    }

    /// <summary>What the message and its edits said is gone with this transaction; that they were there stays.</summary>
    public static void Remove(AppendTransaction transaction, ConversationId conversation, long seq, long by)
    {
        transaction.Execute(Empty, conversation.Value, seq, by);
        transaction.Execute(EmptyEdits, conversation.Value, seq, by);
    }

    private static bool IsAdminNow(AppendTransaction transaction, in Sending sending)
    {
        using var row = transaction.Query(IsAdmin, sending.Conversation.Value, sending.User, (int)RoomRole.Admin, (int)RoomKind.Dm);
        return row.Read();
    }
}
