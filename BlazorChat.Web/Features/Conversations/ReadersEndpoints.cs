using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations.Blocks;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>GET …/read: how far the others have read, as far as they tell; GET and PUT /api/me/reading: whether one tells, and is told.</summary>
internal static class ReadersEndpoints
{
    /// <summary>So many are named; beyond, they are counted.</summary>
    private const int MaxNamed = 100;

    /// <param name="Tells">Whether the user tells others how far they have read, and is told of them.</param>
    public sealed record Setting(bool Tells);

    /// <param name="Tells">False: the user tells nobody and is told of nobody.</param>
    /// <param name="Live">Whether the feed tells of more.</param>
    /// <param name="Count">How many others have read so far, or further.</param>
    /// <param name="Readers">Who, and how far, the furthest first.</param>
    public sealed record Answer(bool Tells, bool Live, int Count, IReadOnlyList<Reader> Readers);

    /// <param name="User">Who.</param>
    /// <param name="Seq">Up to which entry.</param>
    public sealed record Reader(Guid User, long Seq);

    public static void MapReaders(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/conversations/{conv}/read", GetAsync).RequireDevice();
        app.MapGet("/api/me/reading", (ChatSession session, ReadSharing sharing) => new Setting(sharing.Shares(session.User))).RequireDevice();
        app.MapPut("/api/me/reading", PutAsync).RequireDevice().WithMetadata(new BodyLimit());
    }

    private static async Task<IResult> GetAsync(
        string conv, ChatSession session, IConversations conversations, ReadSharing sharing, BlockPeople blocks, IDbContextFactory<ChatDatabase> databases,
        ConversationProblems problems, CancellationToken cancellation, long from = 1)
    {
        if (!ConversationId.TryParse(conv, out var id) || await conversations.FindAsync(id, 0, cancellation) is not { } room || !room.IsMember(session.User))
            return Problem.NotFound();
        if (!SafeInteger.IsSafe(from) || from < 1)
            return problems.BadRequest(ConversationProblems.BadSeq);
        if (!sharing.Shares(session.User))
            return TypedResults.Ok(new Answer(false, false, 0, []));
        if (blocks.Between(session.User, room.PeerOf(session.User)))
            return TypedResults.Ok(new Answer(true, true, 0, []));
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var all = database.Set<Member>().AsNoTracking()
            .Where(member => member.ConversationId == id.Value && member.User != session.User && member.ToldSeq >= from)
            .Where(member => !database.Set<QuietReader>().Any(quiet => quiet.User == member.User));
        var named = await all.OrderByDescending(member => member.ToldSeq).ThenBy(member => member.User).Take(MaxNamed)
            .Select(member => new Reader(member.User, member.ToldSeq)).ToListAsync(cancellation);
        var count = named.Count < MaxNamed ? named.Count : await all.CountAsync(cancellation);
        return TypedResults.Ok(new Answer(true, room.Seats.Count <= MarkRead.MaxLive, count, named));
    }

    private static async Task<IResult> PutAsync(Setting body, ChatSession session, ReadSharing sharing, RoomThrottle throttle, CancellationToken cancellation)
    {
        if (throttle.BeginReadSetting(session.User) is { } wait)
            return Problem.Throttled(wait);
        await sharing.SetAsync(session.User, body.Tells, cancellation);
        return TypedResults.NoContent();
    }
}
