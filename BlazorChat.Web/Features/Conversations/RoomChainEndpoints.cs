using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>/api/conversations/{conv}/chain: the room chain, to read from any place and to append to; …/read: what the user has read.</summary>
internal static class RoomChainEndpoints
{
    public sealed record Chain(IReadOnlyList<Entry> Entries);

    /// <param name="Jws">As its signer posted it.</param>
    /// <param name="Seq">Its place in the log.</param>
    /// <param name="At">When the server took it, Unix milliseconds.</param>
    public sealed record Entry(string Jws, long Seq, long At);

    public sealed record Appended(long N, string Head, long Seq, long At);

    public sealed record Reading(long Seq);

    public static void MapRoomChain(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/conversations/{conv}/chain", ReadAsync).RequireDevice();
        app.MapPost("/api/conversations/{conv}/chain", AppendAsync).RequireDevice().WithMetadata(new BodyLimit());
        app.MapPut("/api/conversations/{conv}/read", MarkReadAsync).RequireDevice().WithMetadata(new BodyLimit());
    }

    private static async Task<IResult> ReadAsync(
        string conv, ChatSession session, IConversations conversations, IDbContextFactory<ChatDatabase> databases,
        CancellationToken cancellation, long after = -1)
    {
        if (!ConversationId.TryParse(conv, out var id))
            return Problem.NotFound();
        // Who wants to join an open room must know it first.
        var room = await conversations.FindAsync(id, 0, cancellation);
        if (room is null || room.Kind != RoomKind.Open && !room.IsMember(session.User))
            return Problem.NotFound();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = await database.Set<LogEntry>().AsNoTracking()
            .Where(entry => entry.ConversationId == id.Value && entry.Kind == LogEntryKind.Room && entry.N > after)
            .OrderBy(entry => entry.N)
            .Select(entry => new { entry.Body, entry.Seq, entry.At })
            .ToListAsync(cancellation);
        return TypedResults.Ok(new Chain([.. rows.Select(row => new Entry(row.Body, row.Seq, row.At.ToUnixTimeMilliseconds()))]));
    }

    private static async Task<IResult> AppendAsync(
        string conv, ConversationEndpoints.Posted body, ChatSession session, AppendRoomEntry append, RoomThrottle throttle,
        ConversationProblems problems, CancellationToken cancellation)
    {
        if (!ConversationId.TryParse(conv, out var id))
            return Problem.NotFound();
        if (throttle.BeginEntry(session.User) is { } wait)
            return Problem.Throttled(wait);
        var result = await append.RunAsync(id, body.Jws, session, cancellation);
        return result is RoomAppend.Done done
            ? TypedResults.Ok(new Appended(done.N, done.Head.Value, done.Position.Seq, done.Position.At))
            : problems.Of(result);
    }

    private static async Task<IResult> MarkReadAsync(
        string conv, Reading body, ChatSession session, IConversations conversations, ConversationProblems problems,
        CancellationToken cancellation)
    {
        if (!ConversationId.TryParse(conv, out var id))
            return Problem.NotFound();
        if (!SafeInteger.IsSafe(body.Seq))
            return problems.BadRequest(ConversationProblems.BadSeq);
        return await conversations.MarkReadAsync(id, session.User, body.Seq, cancellation) ? TypedResults.NoContent() : Problem.NotFound();
    }
}
