using BlazorChat.Web.Features.Accounts;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace BlazorChat.Web.Features.Preferences;

/// <summary>The language of the pages: a cookie that the framework's localisation reads; without it, what the browser asks for.</summary>
public static class SetLanguage
{
    public const string Path = "/language";

    /// <summary>Tag and name, each in its own words. What the texts are there for, and nothing else.</summary>
    public static readonly IReadOnlyList<(string Tag, string Name)> Languages = [("en", "English"), ("fr", "Français")];

    private const int MaxBodyBytes = 8 * 1024; // the token, and an address to go back to
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    /// <returns>The tag; null: none, or none of ours.</returns>
    public static string? Chosen(HttpRequest request)
    {
        var stored = request.Cookies[CookieRequestCultureProvider.DefaultCookieName];
        var tag = stored is null ? null : CookieRequestCultureProvider.ParseCookieValue(stored)?.UICultures.FirstOrDefault().Value;
        return Languages.FirstOrDefault(language => language.Tag == tag).Tag;
    }

    internal static void MapSetLanguage(this IEndpointRouteBuilder app) => app.MapPost(Path, async Task<IResult> (
        HttpContext http, IAntiforgery antiforgery, [FromForm] string? language, [FromForm(Name = "return")] string? back) =>
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return TypedResults.BadRequest(); // the page that says so is written by the error handling
        var known = Languages.Any(one => one.Tag == language);
        var options = new CookieOptions { Path = "/", IsEssential = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = Kept };
        if (known)
            http.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language!)), options);
        else
            http.Response.Cookies.Delete(CookieRequestCultureProvider.DefaultCookieName, options);
        return TypedResults.LocalRedirect(ReturnUrl.Local(back) ?? "/");
    }).DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes)).ExcludeFromDescription();
}
