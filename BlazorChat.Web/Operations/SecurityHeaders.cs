using Microsoft.AspNetCore.HttpsPolicy;

namespace BlazorChat.Web.Operations;

/// <summary>The security headers of every answer, each directive with its reason.</summary>
internal static class SecurityHeaders
{
    private static readonly string Policy = string.Join("; ",
        "default-src 'none'",                    // what is not named below is not loaded
        "script-src 'self'",                     // no inline script, no eval: a name full of HTML stays a name
        "connect-src 'self'",                    // the API and the circuit's WebSocket, nothing else
        "img-src 'self' data: blob:",            // blob: pictures that were decrypted in the browser
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "worker-src 'self'",
        "font-src 'self'",
        "style-src 'self'",                      // style sheets are files, or constructed in shadow roots
        "style-src-attr 'unsafe-inline'",        // Blazor's Virtualize sets heights by style attributes
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'");               // nobody frames the chat

    private static readonly TimeSpan StayOnHttps = TimeSpan.FromDays(365);

    /// <summary>With a certificate of our own authority a lost root shuts people out, and HSTS takes away the way past; a day heals.</summary>
    private static readonly TimeSpan StayOnOwnHttps = TimeSpan.FromDays(1);

    public static IApplicationBuilder UseSecurityHeaders(this WebApplication app)
    {
        app.UseWhen(context => OwnHttps.MaySendHsts(app, context), https => https.UseHsts());
        return app.Use((context, next) =>
        {
            // Last of all: who answers for a failure clears the headers first.
            context.Response.OnStarting(static state =>
            {
                Write(((HttpContext)state).Response.Headers);
                return Task.CompletedTask;
            }, context);
            return next(context);
        });
    }

    /// <summary>RFC 6797: a browser that came over https never tries http again. Not sent for localhost.</summary>
    public static IServiceCollection AddSecurityHeaders(this IServiceCollection services) =>
        services.AddOptions<HstsOptions>().Configure<IConfiguration>((options, configuration) => options.MaxAge = OwnHttps.IsOn(configuration) ? StayOnOwnHttps : StayOnHttps).Services;

    private static void Write(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()";
    }
}
