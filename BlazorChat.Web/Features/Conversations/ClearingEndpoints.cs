using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// …/cleared of one conversation, /api/conversations/cleared of all: PUT clears the history for the user on all devices, DELETE takes
/// the clearing of a time back, as long as that can be done.
/// </summary>
internal static class ClearingEndpoints
{
    /// <param name="Seq">The newest entry that is cleared.</param>
    public sealed record Clearing(long Seq);

    /// <param name="At">By which it can be undone, Unix milliseconds.</param>
    /// <param name="Conversations">Of how many something was cleared.</param>
    public sealed record Cleared(long At, int Conversations);

    public static void MapClearing(this IEndpointRouteBuilder app)
    {
        app.MapPut("/api/conversations/{conv}/cleared", ClearAsync).RequireDevice().WithMetadata(new BodyLimit());
        app.MapDelete("/api/conversations/{conv}/cleared", UndoAsync).RequireDevice();
        app.MapPut("/api/conversations/cleared", ClearAllAsync).RequireDevice().WithMetadata(new BodyLimit());
        app.MapDelete("/api/conversations/cleared", UndoAllAsync).RequireDevice();
    }

    private static async Task<IResult> ClearAsync(
        string conv, Clearing body, ChatSession session, IConversations conversations, ClearHistory clear, RoomThrottle throttle,
        ConversationProblems problems, CancellationToken cancellation)
    {
        if (!ConversationId.TryParse(conv, out var id) || !await conversations.IsMemberAsync(id, session.User, cancellation))
            return Problem.NotFound();
        if (body.Seq < 1 || !await clear.HasAsync(id, body.Seq, cancellation))
            return problems.BadRequest(ConversationProblems.BadSeq);
        return await ThrottledAsync(id, body.Seq, session, clear, throttle, cancellation);
    }

    private static Task<IResult> ClearAllAsync(ChatSession session, ClearHistory clear, RoomThrottle throttle, CancellationToken cancellation) =>
        ThrottledAsync(null, null, session, clear, throttle, cancellation);

    private static async Task<IResult> ThrottledAsync(
        ConversationId? conversation, long? seq, ChatSession session, ClearHistory clear, RoomThrottle throttle, CancellationToken cancellation)
    {
        if (throttle.BeginClearing(session.User) is { } wait)
            return Problem.Throttled(wait);
        // Not called off: half an act would be one that nobody can undo, since its time was not answered.
        var (at, count) = await clear.RunAsync(conversation, session.User, seq, CancellationToken.None);
        return TypedResults.Ok(new Cleared(at.ToUnixTimeMilliseconds(), count));
    }

    private static async Task<IResult> UndoAsync(
        string conv, long? at, ChatSession session, IConversations conversations, ClearHistory clear, ConversationProblems problems,
        CancellationToken cancellation) =>
        ConversationId.TryParse(conv, out var id) && await conversations.IsMemberAsync(id, session.User, cancellation)
            ? await TakenBackAsync(id, at, session, clear, problems)
            : Problem.NotFound();

    private static Task<IResult> UndoAllAsync(long? at, ChatSession session, ClearHistory clear, ConversationProblems problems) =>
        TakenBackAsync(null, at, session, clear, problems);

    private static async Task<IResult> TakenBackAsync(
        ConversationId? conversation, long? at, ChatSession session, ClearHistory clear, ConversationProblems problems)
    {
        if (at is not { } time || time < 0 || time > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return problems.BadRequest(ConversationProblems.BadClearing);
        var undone = await clear.UndoAsync(conversation, session.User, DateTimeOffset.FromUnixTimeMilliseconds(time), CancellationToken.None);
        return undone ? TypedResults.NoContent() : problems.TooLate();
    }
}
