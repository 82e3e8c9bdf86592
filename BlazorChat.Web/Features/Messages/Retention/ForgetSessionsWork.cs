using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Messages.Retention;

/// <summary>
/// Deletes sessions, with their grants, and bundles that no message which remains can need: a session is refused when it is
/// <see cref="SessionLimits.MaxAge"/> old, so of one from before <paramref name="before"/> all messages are from before the cutoff. A bundle holds
/// keys of sessions that were there when it was made.
/// </summary>
/// <param name="conversation">Where nothing from before the cutoff is left to delete.</param>
/// <param name="before">As <see cref="BoundOf"/> says.</param>
internal sealed class ForgetSessionsWork(ConversationId conversation, DateTimeOffset before) : IAppendWork<int>
{
    /// <summary>Sessions in one transaction: of a room of 1,000 each is 600 KB.</summary>
    public const int Batch = 20;

    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    private const string Sessions = """
        DELETE FROM "message_sessions" WHERE "ConversationId" = @p0 AND "Key" IN
            (SELECT "Key" FROM "message_sessions" WHERE "ConversationId" = @p0 AND "At" < @p1 ORDER BY "At" LIMIT @p2)
        """;

    private const string Bundles = """DELETE FROM "key_bundles" WHERE "ConversationId" = @p0 AND "At" < @p1""";

    public string Key => conversation.Value;

    public static DateTimeOffset BoundOf(DateTimeOffset cutoff) => cutoff - SessionLimits.MaxAge - Margin;

    /// <returns>How many sessions; fewer than <see cref="Batch"/>: the last.</returns>
    public int Run(AppendTransaction transaction)
    {
        transaction.Execute(Bundles, Key, before.ToUnixTimeMilliseconds());
        return transaction.Execute(Sessions, Key, before.ToUnixTimeMilliseconds(), Batch);
    }
}
