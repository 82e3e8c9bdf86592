using System.Security.Claims;
using BlazorChat.Web.Operations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>The cookie: who and which session, nothing else. Whether the session lives is asked of memory on every request.</summary>
internal static class SessionCookie
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
    public const string Name = "blazorchat.session";

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = Name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax; // Strict sends people who follow a link to the sign-in page
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // plain http only ever works on localhost
        options.Cookie.IsEssential = true;
        options.ExpireTimeSpan = SessionLimits.Idle;
        options.SlidingExpiration = true;
        options.LoginPath = "/login";
        options.ReturnUrlParameter = "return";
        options.Events = new CookieAuthenticationEvents
        {
            OnValidatePrincipal = ValidateAsync,
            OnRedirectToLogin = SignedOutAsync,
            OnRedirectToAccessDenied = DeniedAsync,
        };
    }

    /// <summary>Starts a session and gives its cookie; a session this browser had before ends.</summary>
    public static async Task SignInAsync(HttpContext context, User user)
    {
        var sessions = context.RequestServices.GetRequiredService<SessionRegistry>();
        if (sessions.Current(context.User) is { } before)
            await sessions.EndAsync(before.Id, SessionEndReason.SignedOut, context.RequestAborted);
        var session = await sessions.StartAsync(user.Id, context.RequestAborted);
        var identity = new ClaimsIdentity(
            [new Claim(ChatClaims.User, user.Id.ToString("D")), new Claim(ChatClaims.Session, session.ToString("D"))],
            Scheme, ChatClaims.User, roleType: null);
        await context.SignInAsync(Scheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
    }

    public static async Task SignOutAsync(HttpContext context)
    {
        var sessions = context.RequestServices.GetRequiredService<ISessions>();
        if (sessions.Current(context.User) is { } session)
            await sessions.EndAsync(session.Id, SessionEndReason.SignedOut, context.RequestAborted);
        await context.SignOutAsync(Scheme);
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (await context.HttpContext.RequestServices.GetRequiredService<SessionRegistry>().CurrentOrStoredAsync(context.Principal!, context.HttpContext.RequestAborted) is not null)
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Scheme);
    }

    private static Task SignedOutAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (IsForPrograms(context.Request))
            return Problem.In<Texts>(StatusCodes.Status401Unauthorized, "signed-out", "Problem.signed-out").ExecuteAsync(context.HttpContext);
        context.Response.Redirect(ReturnUrl.ToSignIn(Wanted(context.Request)));
        return Task.CompletedTask;
    }

    private static Task DeniedAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var session = context.HttpContext.RequestServices.GetRequiredService<ISessions>().Current(context.HttpContext.User);
        var lacksDevice = session is { Device: null };
        if (IsForPrograms(context.Request))
        {
            var problem = lacksDevice
                ? Problem.In<Texts>(StatusCodes.Status403Forbidden, "no-device", "Problem.no-device")
                : Problem.In<Texts>(StatusCodes.Status403Forbidden, BlockReason.NotAdministrator, "Problem.not-administrator");
            return problem.ExecuteAsync(context.HttpContext);
        }
        context.Response.Redirect(lacksDevice ? ReturnUrl.ToDevice(Wanted(context.Request)) : $"/blocked?reason={BlockReason.NotAdministrator}");
        return Task.CompletedTask;
    }

    private static bool IsForPrograms(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);

    /// <summary>The page that was asked for; after a form, where it cannot be asked for again, none.</summary>
    private static string? Wanted(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString.ToString() : null;
}
