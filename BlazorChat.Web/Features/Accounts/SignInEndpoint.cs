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
                return Problem.Of(StatusCodes.Status401Unauthorized, "wrong-credentials", "The username or the password is wrong.");
            case SignInOutcome.Throttled(var wait):
                return Problem.Throttled(wait);
            case SignInOutcome.Blocked(var reason):
                return Problem.Of(StatusCodes.Status403Forbidden, "blocked", "This account cannot sign in now.", ("reason", reason));
            default:
                return Problem.Of(StatusCodes.Status503ServiceUnavailable, "unreachable", "The directory does not answer. Try again in a moment.");
        }
    }
}
