using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Conversations.Blocks;

/// <summary>PUT and DELETE /api/me/blocked/{user}; GET /api/me/blocked: one's own list, which nobody else is given.</summary>
internal static class BlockEndpoints
{
    public sealed record Answer(IReadOnlyList<Listed> People);

    /// <param name="User">Who.</param>
    /// <param name="Name">As certified.</param>
    /// <param name="Chosen">What they call themselves; null: nothing else.</param>
    public sealed record Listed(Guid User, string Name, string? Chosen);

    public static void MapBlocks(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/me/blocked", List).RequireDevice();
        app.MapPut("/api/me/blocked/{user:guid}", (Guid user, ChatSession session, BlockPeople blocks, IPeople people, RoomThrottle throttle, ConversationProblems problems,
            CancellationToken cancellation) => SetAsync(user, true, session, blocks, people, throttle, problems, cancellation)).RequireDevice();
        app.MapDelete("/api/me/blocked/{user:guid}", (Guid user, ChatSession session, BlockPeople blocks, IPeople people, RoomThrottle throttle, ConversationProblems problems,
            CancellationToken cancellation) => SetAsync(user, false, session, blocks, people, throttle, problems, cancellation)).RequireDevice();
    }

    private static Answer List(ChatSession session, BlockPeople blocks, IPeople people)
    {
        var now = people.Current;
        return new([.. blocks.Of(session.User).Select(now.Find).OfType<Person>().OrderBy(person => person.DisplayName, StringComparer.CurrentCultureIgnoreCase)
            .Select(person => new Listed(person.Id, person.DisplayName, person.ChosenName))]);
    }

    private static async Task<IResult> SetAsync(
        Guid user, bool blocks, ChatSession session, BlockPeople people, IPeople known, RoomThrottle throttle, ConversationProblems problems, CancellationToken cancellation)
    {
        if (user == session.User || known.Current.Find(user) is null)
            return Problem.NotFound();
        if (throttle.BeginBlock(session.User) is { } wait)
            return Problem.Throttled(wait);
        return await people.SetAsync(session.User, user, blocks, cancellation)
            ? TypedResults.NoContent()
            : problems.BadRequest(ConversationProblems.TooManyBlocked, BlockPeople.MaxBlocked);
    }
}
