using System.Globalization;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>How a page says that there were too many attempts.</summary>
internal static class Waiting
{
    public static string Say(IStringLocalizer<Texts> texts, TimeSpan wait) =>
        texts["Throttled", wait < TimeSpan.FromMinutes(2) ? texts["Seconds", Seconds(wait)] : texts["Minutes", (int)Math.Ceiling(wait.TotalMinutes)]];

    /// <summary>RFC 6585 4 and RFC 9110 10.2.3.</summary>
    public static void Answer(HttpResponse response, TimeSpan wait)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = Seconds(wait).ToString(CultureInfo.InvariantCulture);
    }

    private static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
}
