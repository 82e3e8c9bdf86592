using BlazorChat.Web.Operations;
using Microsoft.AspNetCore.Antiforgery;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>DELETE /api/session for programs and the client, POST /logout for the form (<c>SignOutForm</c>).</summary>
internal static class SignOut
{
    public static void MapSignOut(this IEndpointRouteBuilder app)
    {
        app.MapDelete("/api/session", HandleAsync).RequireSession();
        app.MapPost("/logout", HandleFormAsync).DisableAntiforgery(); // validated inside, to answer with a sentence
    }

    private static async Task<IResult> HandleAsync(HttpContext context, CancellationToken _)
    {
        await SessionCookie.SignOutAsync(context);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> HandleFormAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return Problem.In<Texts>(StatusCodes.Status400BadRequest, "stale-form", "Problem.stale-form");
        await SessionCookie.SignOutAsync(context);
        return TypedResults.LocalRedirect("/login");
    }
}
