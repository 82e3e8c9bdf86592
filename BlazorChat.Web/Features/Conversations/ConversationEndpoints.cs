using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations.Offers;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>GET and POST /api/conversations: a user's conversations, and beginning one.</summary>
internal static class ConversationEndpoints
{
    public sealed record Posted(string Jws);

    /// <param name="Jws">The genesis.</param>
    /// <param name="Name">Of a room.</param>
    /// <param name="Topic">Of a room.</param>
    /// <param name="Colour">Of a room: one of <see cref="RoomColours"/>.</param>
    /// <param name="Slot">Which of the default rooms it is; name, topic and colour are then the configuration's.</param>
    public sealed record Beginning(string Jws, string? Name = null, string? Topic = null, string? Colour = null, string? Slot = null)
    {
        /// <summary>Never what somebody typed.</summary>
        public override string ToString() => nameof(Beginning);
    }

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
    /// <param name="Name">Of a room; null: it has none.</param>
    /// <param name="Topic">Of a room.</param>
    /// <param name="Colour">Of a room.</param>
    /// <param name="Archived">Nothing is taken any more.</param>
    /// <param name="Unread">Messages after what this user has read.</param>
    /// <param name="Muted">This user wants to be left alone by it.</param>
    /// <param name="Favourite">This user wants it first.</param>
    /// <param name="Hidden">This user wants it out of the list, until a new message comes.</param>
    /// <param name="Blocked">This user has blocked the other one of the dm.</param>
    /// <param name="Role">admin or member; null: not in it.</param>
    /// <param name="Members">How many are in it.</param>
    public sealed record Item(
        string Conv, string Kind, string History, string? Peer, long LastSeq, long LastAt, long ReadSeq, long N, string Head, string? Name, string? Topic,
        string? Colour, bool Archived, long Unread, bool Muted, bool Favourite, bool Hidden, bool Blocked, string? Role, int Members)
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
            summary.Head.Value,
            summary.Name,
            summary.Topic,
            summary.Colour,
            summary.Archived,
            summary.Unread,
            summary.Muted,
            summary.Favourite,
            summary.Hidden,
            summary.Blocked,
            summary.Role switch { RoomRole.Admin => "admin", RoomRole.Member => "member", _ => null },
            summary.Members);
    }

    public static void MapConversationList(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/conversations", ListAsync).RequireDevice();
        app.MapGet("/api/conversations/{conv}", OneAsync).RequireDevice();
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

    private static async Task<IResult> OneAsync(string conv, ChatSession session, ListConversations list, CancellationToken cancellation) =>
        ConversationId.TryParse(conv, out var id) && await list.OneAsync(session.User, id, cancellation) is { } summary
            ? TypedResults.Ok(Item.Of(summary))
            : Problem.NotFound();

    private static DateTimeOffset Time(long? milliseconds) => milliseconds is { } at
        ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(at, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
        : DateTimeOffset.MaxValue;

    private static async Task<IResult> CreateAsync(
        Beginning body, ChatSession session, CreateConversation create, DefaultRooms defaults, RoomThrottle throttle, ConversationProblems problems,
        CancellationToken cancellation)
    {
        var (profile, refusal) = ProfileOf(body, defaults);
        if (refusal is not null)
            return problems.Of(new RoomAppend.Refused(refusal));
        if (throttle.BeginConversation(session.User) is { } wait)
            return Problem.Throttled(wait);
        var result = await create.RunAsync(body.Jws, profile, session, cancellation);
        return result is RoomAppend.Done done
            ? TypedResults.Created(
                $"/api/conversations/{done.Conversation.Value}/chain", new Created(done.Conversation.Value, done.Position.Seq, done.Position.At))
            : problems.Of(result);
    }

    private static (NewProfile? Profile, string? Refusal) ProfileOf(Beginning body, DefaultRooms defaults)
    {
        if (body.Slot is not null)
            return defaults.Find(body.Slot) is { } room ? (room, null) : (null, ConversationProblems.BadSlot);
        return body is { Name: null, Topic: null, Colour: null } ? (null, null) : NewProfile.Parse(named: false, body.Name, body.Topic, body.Colour);
    }
}
