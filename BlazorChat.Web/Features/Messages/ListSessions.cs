using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// <c>GET …/sessions?after=</c>: the sessions of a conversation, oldest first, those with an <c>at</c> above <c>after</c>; for who makes or
/// checks a bundle. A page never ends between two of the same <c>at</c>, so the last one's is the next <c>after</c>; empty: the end.
/// </summary>
internal static class ListSessions
{
    private const int PageSize = 500;

    public static async Task<IResult> HandleAsync(
        string conv, long? after, ChatSession session, IConversations conversations, IDbContextFactory<ChatDatabase> databases, CancellationToken cancellationToken)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || !await conversations.IsMemberAsync(conversation, session.User, cancellationToken))
            return Problem.NotFound();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var from = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(after ?? 0, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
        var later = database.Set<MessageSession>().AsNoTracking()
            .Where(row => row.ConversationId == conversation.Value && row.At > from)
            .OrderBy(row => row.At).ThenBy(row => row.Key);
        var page = await Listed(later.Take(PageSize)).ToListAsync(cancellationToken);
        if (page.Count == PageSize)
        {
            var end = page[^1].At;
            page.RemoveAll(row => row.At == end);
            page.AddRange(await Listed(later.Where(row => row.At == end)).ToListAsync(cancellationToken));
        }
        return Answer(page);
    }

    private static IQueryable<Row> Listed(IQueryable<MessageSession> sessions) =>
        sessions.Select(session => new Row(session.Key, session.At, session.User, session.Device));

    private static JsonAnswer Answer(List<Row> page) => new(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("sessions"u8);
        foreach (var row in page)
        {
            json.WriteStartObject();
            json.WriteString("key"u8, row.Key);
            json.WriteNumber("at"u8, row.At.ToUnixTimeMilliseconds());
            json.WriteStartObject("signer"u8);
            json.WriteString("user"u8, row.User);
            json.WriteString("device"u8, row.Device);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private sealed record Row(string Key, DateTimeOffset At, Guid User, Guid Device);
}
