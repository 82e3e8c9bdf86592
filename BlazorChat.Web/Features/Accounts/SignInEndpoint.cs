using BlazorChat.Web.Operations;
using Microsoft.AspNetCore.Mvc;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>POST /api/sign-in: for programs, what the form is for people.</summary>
internal static class SignInEndpoint
{
    public sealed record Request(string Username, string Password)
    {
        /// <summary>Never the password.</summary>
        public override string ToString() => nameof(Request);
    }

    public static void MapSignIn(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/sign-in", HandleAsync).WithMetadata(new RequestSizeLimitAttribute(AccountsSetup.MaxBodyBytes));

    private static async Task<IResult> HandleAsync(Request request, SignIn signIn, HttpContext context, CancellationToken cancellation)
    {
        switch (await signIn.TryAsync(request.Username, request.Password, ClientAddress.Of(context), admin: null, cancellation))
        {
            case SignInOutcome.SignedIn(var user):
                await SessionCookie.SignInAsync(context, user);
                return TypedResults.Ok(new { user = user.Id });
            case SignInOutcome.Wrong:
                return Problem.In<Texts>(StatusCodes.Status401Unauthorized, "wrong-credentials", "Problem.wrong-credentials");
            case SignInOutcome.Throttled(var wait):
                return Problem.Throttled(wait);
            case SignInOutcome.Blocked(var reason):
                return Problem.In<Texts>(StatusCodes.Status403Forbidden, "blocked", "Problem.blocked", ("reason", reason));
            default:
                return Problem.In<Texts>(StatusCodes.Status503ServiceUnavailable, "unreachable", "Problem.unreachable");
        }
    }
}
