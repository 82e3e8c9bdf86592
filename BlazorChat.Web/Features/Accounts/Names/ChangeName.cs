using BlazorChat.Web.Operations;
using Microsoft.AspNetCore.Mvc;

namespace BlazorChat.Web.Features.Accounts.Names;

/// <summary>PUT /api/me/name: the name that others see first from now on. DELETE: the directory's again. What was before is kept nowhere here.</summary>
internal static class ChangeName
{
    public sealed record Request(string? Name)
    {
        /// <summary>Never the name.</summary>
        public override string ToString() => nameof(Request);
    }

    /// <param name="Chosen">As it is shown; null: the directory's.</param>
    public sealed record Answer(string? Chosen);

    public static void MapChangeName(this IEndpointRouteBuilder app)
    {
        app.MapPut("/api/me/name", PutAsync).RequireDevice().WithMetadata(new RequestSizeLimitAttribute(AccountsSetup.MaxBodyBytes));
        app.MapDelete("/api/me/name", DeleteAsync).RequireDevice();
    }

    private static async Task<IResult> PutAsync(Request body, ChatSession session, Users users, People people, NameThrottle throttle, CancellationToken cancellation)
    {
        if (!ChosenName.TryParse(body.Name, out var name, out var refusal))
            return Refused(refusal);
        if (throttle.Begin(session.User, out var at) is { } wait)
            return Problem.Throttled(wait);
        if (await users.ChooseNameAsync(session.User, name, cancellation))
            return TypedResults.Ok(new Answer(people.Current.Find(session.User)?.ChosenName));
        throttle.Undo(session.User, at);
        return Refused(NameRefusal.Taken);
    }

    /// <summary>Not counted: there is nothing to take back more often than something was chosen.</summary>
    private static async Task<IResult> DeleteAsync(ChatSession session, Users users, People people, CancellationToken cancellation)
    {
        if (people.Current.Find(session.User)?.ChosenName is not null)
            await users.ChooseNameAsync(session.User, null, cancellation);
        return TypedResults.NoContent();
    }

    private static IResult Refused(string code) => Problem.In<Texts>(StatusCodes.Status422UnprocessableEntity, code, $"Problem.{code}");
}
