using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>GET and POST /api/conversations: a user's conversations, and beginning one.</summary>
internal static class ConversationEndpoints
{
    public sealed record Posted(string Jws);

    public sealed record Created(string Conv, long Seq, long At);

    /// <summary>How many conversations a page has: unasked, and at most.</summary>
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public sealed record Listed(IReadOnlyList<Item> Conversations, bool More);

    public sealed record Found(Item? Conversation);

    /// <param name="Conv">Its id.</param>
    /// <param name="Kind">dm, private or open.</param>
    /// <param name="History">none or shared.</param>
    /// <param name="Peer">The other one of a dm, else null.</param>
    /// <param name="LastSeq">The newest entry of its log.</param>
    /// <param name="LastAt">The time of it, Unix milliseconds.</param>
    /// <param name="ReadSeq">What this user has read, and everything before.</param>
    /// <param name="N">Index of the room chain's head.</param>
    /// <param name="Head">Hash of the room chain's head.</param>
    public sealed record Item(string Conv, string Kind, string History, string? Peer, long LastSeq, long LastAt, long ReadSeq, long N, string Head)
    {
        public static Item Of(ConversationSummary summary) => new(
            summary.Conversation.Value,
            summary.Kind switch { RoomKind.Dm => "dm", RoomKind.Private => "private", _ => "open" },
            summary.History == RoomHistory.Shared ? "shared" : "none",
            summary.Peer is { } peer ? Uuid.Write(peer) : null,
            summary.LastSeq,
            summary.LastAt.ToUnixTimeMilliseconds(),
            summary.ReadSeq,
            summary.N,
            summary.Head.Value);
    }

    public static void MapConversationList(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/conversations", ListAsync).RequireDevice();
        app.MapPost("/api/conversations", CreateAsync).RequireDevice().WithMetadata(new BodyLimit());
    }

    private static async Task<IResult> ListAsync(
        ChatSession session, ListConversations list, string? dm, long? before, int? limit, ConversationProblems problems, CancellationToken cancellation)
    {
        if (dm is null)
        {
            var (page, more) = await list.PageAsync(session.User, Time(before), Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit), cancellation);
            return TypedResults.Ok(new Listed([.. page.Select(Item.Of)], more));
        }

        if (!Uuid.TryParse(dm, out var peer))
            return problems.BadRequest(ConversationProblems.BadDm);
        var found = await list.FindDmAsync(session.User, peer, cancellation);
        return TypedResults.Ok(new Found(found is null ? null : Item.Of(found)));
    }

    private static DateTimeOffset Time(long? milliseconds) => milliseconds is { } at
        ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(at, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
        : DateTimeOffset.MaxValue;

    private static async Task<IResult> CreateAsync(
        Posted body, ChatSession session, CreateConversation create, RoomThrottle throttle, ConversationProblems problems,
        CancellationToken cancellation)
    {
        if (throttle.BeginConversation(session.User) is { } wait)
            return Problem.Throttled(wait);
        var result = await create.RunAsync(body.Jws, session, cancellation);
        return result is RoomAppend.Done done
            ? TypedResults.Created(
                $"/api/conversations/{done.Conversation.Value}/chain", new Created(done.Conversation.Value, done.Position.Seq, done.Position.At))
            : problems.Of(result);
    }
}
