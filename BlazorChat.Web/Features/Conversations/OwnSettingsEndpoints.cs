using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>…/settings: how a member's own list shows a conversation; …/unread: it is unread again from a place on.</summary>
internal static class OwnSettingsEndpoints
{
    /// <param name="Muted">Left alone by it; absent: as it is.</param>
    /// <param name="Favourite">First in the list; absent: as it is.</param>
    /// <param name="Hidden">Out of the list until a new message comes, for a dm only; absent: as it is.</param>
    public sealed record Settings(bool? Muted = null, bool? Favourite = null, bool? Hidden = null);

    public static void MapOwnSettings(this IEndpointRouteBuilder app)
    {
        app.MapPut("/api/conversations/{conv}/settings", ChangeAsync).RequireDevice().WithMetadata(new BodyLimit());
        app.MapPut("/api/conversations/{conv}/unread", MarkUnreadAsync).RequireDevice().WithMetadata(new BodyLimit());
    }

    private static async Task<IResult> ChangeAsync(
        string conv, Settings body, ChatSession session, IConversations conversations, OwnSettings own, ConversationProblems problems, CancellationToken cancellation)
    {
        if (await FindAsync(conv, session, conversations, cancellation) is not { } room)
            return Problem.NotFound();
        if (body.Hidden == true && room.Kind != RoomKind.Dm)
            return problems.BadRequest(ConversationProblems.BadHiding);
        await own.ChangeAsync(room.Id, session.User, body, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> MarkUnreadAsync(
        string conv, RoomChainEndpoints.Reading body, ChatSession session, IConversations conversations, OwnSettings own, ConversationProblems problems,
        CancellationToken cancellation)
    {
        if (await FindAsync(conv, session, conversations, cancellation) is not { } room)
            return Problem.NotFound();
        if (body.Seq < 1 || !SafeInteger.IsSafe(body.Seq))
            return problems.BadRequest(ConversationProblems.BadSeq);
        await own.MarkUnreadAsync(room.Id, session.User, body.Seq, cancellation);
        return TypedResults.NoContent();
    }

    private static async ValueTask<RoomChainState?> FindAsync(string conv, ChatSession session, IConversations conversations, CancellationToken cancellation) =>
        ConversationId.TryParse(conv, out var id) && await conversations.FindAsync(id, 0, cancellation) is { } room && room.IsMember(session.User) ? room : null;
}
