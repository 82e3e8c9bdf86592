using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Web.Features.Conversations.Profiles;

/// <summary>GET /api/rooms?query=&amp;limit=: the directory of open rooms, by the beginning or a part of their names and topics.</summary>
internal static class FindRooms
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 100;
    private const int MaxQueryLength = 100;

    public sealed record Answer(IReadOnlyList<Found> Rooms, bool More);

    /// <param name="Conv">Its id.</param>
    /// <param name="Name">Null: it has none.</param>
    /// <param name="Topic">What it is for; may be empty.</param>
    /// <param name="Colour">Of <see cref="RoomColours"/>.</param>
    /// <param name="Members">How many are in it.</param>
    /// <param name="Joined">Whether who asks is.</param>
    /// <param name="LastAt">The time of its newest entry, Unix milliseconds.</param>
    public sealed record Found(string Conv, string? Name, string Topic, string Colour, int Members, bool Joined, long LastAt);

    public static void MapFindRooms(this IEndpointRouteBuilder app) => app.MapGet("/api/rooms", HandleAsync).RequireDevice();

    private static async Task<IResult> HandleAsync(
        ChatSession session, RoomDirectory directory, ConversationProblems problems, CancellationToken cancellation, string query = "", int limit = DefaultLimit)
    {
        if (limit is < 1 or > MaxLimit || query.Length > MaxQueryLength)
            return problems.BadRequest(ConversationProblems.BadSearch, MaxLimit, MaxQueryLength);
        var (rooms, more) = await directory.FindAsync(session.User, query, limit, own: false, cancellation);
        return TypedResults.Ok(new Answer(
            [.. rooms.Select(room => new Found(
                room.Conversation.Value, room.Name, room.Topic, room.Colour, room.Members, room.Joined, room.LastAt.ToUnixTimeMilliseconds()))],
            more));
    }
}
