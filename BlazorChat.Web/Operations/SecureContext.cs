using System.Net;

namespace BlazorChat.Web.Operations;

/// <summary>
/// Browsers give WebCrypto only to secure contexts: HTTPS, or http on the machine itself (W3C Secure Contexts 3.1).
/// A page asked for over http under another name is answered by <c>/insecure</c>, which says so and how to get HTTPS.
/// </summary>
internal static class SecureContext
{
    public const string Page = "/insecure";

    public static IApplicationBuilder UseSecureContext(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (IsPage(request) && !IsSecure(request))
        {
            context.Response.Redirect(Page);
            return Task.CompletedTask;
        }
        return next(context);
    });

    public static bool IsSecure(HttpRequest request)
    {
        if (request.IsHttps)
            return true;
        var host = request.Host.Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    private static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments(Page, StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/pki", StringComparison.OrdinalIgnoreCase); // needed before HTTPS is trusted
}
