using System.Globalization;
using System.Security.Authentication;
using BlazorChat.Pki.Tls;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BlazorChat.Web.Operations;

/// <summary>
/// HTTPS with the certificate of the chat's own authority (<c>Https:Enabled</c>): every https address the host listens on serves it, and plain
/// http is left with what must be reachable before TLS is trusted.
/// </summary>
internal static class OwnHttps
{
    public const string PortSetting = "Https:Port";
    public const int DefaultPort = 5443;
    private const int WellKnownPort = 443;
    private const string EnabledSetting = "Https:Enabled";
    private const string ListeningSetting = "urls";
    private const string HttpsPortsSetting = "https_ports";

    /// <summary>ASP.NET's own setting: the port that browsers see, where something in between maps it.</summary>
    private const string SeenPortSetting = "https_port";

    // What certificates point to (RFC 5280 8), EST, which refuses by itself what needs TLS, the page on trust with its styles, and probes.
    private static readonly PathString[] StaysOnHttp = ["/pki", "/.well-known/est", "/css", "/dist", "/favicon.svg", "/healthz", "/readyz"];

    /// <exception cref="StartupException">Settings contradict each other.</exception>
    public static void ServeOwnHttps(this WebApplicationBuilder builder)
    {
        if (!IsOn(builder.Configuration))
            return;
        RefuseOtherCertificates(builder.Configuration);
        ListenOnHttps(builder);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https =>
        {
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13; // RFC 8996
            // Asked for each connection; the context has the chain too, which a selector alone could not send.
            https.ServerCertificateSelector = (_, _) => kestrel.ApplicationServices.GetRequiredService<IServerCertificate>().Current.TargetCertificate;
            https.OnAuthenticate = (_, tls) =>
            {
                tls.ServerCertificateSelectionCallback = null;
                tls.ServerCertificateContext = kestrel.ApplicationServices.GetRequiredService<IServerCertificate>().Current;
            };
        }));
        builder.Services.PostConfigureAll<CookieAuthenticationOptions>(options => options.Cookie.SecurePolicy = CookieSecurePolicy.Always);
        builder.Services.Configure<AntiforgeryOptions>(options => options.Cookie.SecurePolicy = CookieSecurePolicy.Always);
    }

    /// <summary>Sends browsers that came over http to the same page over HTTPS; anything else is refused, since it has already been readable on the way.</summary>
    public static WebApplication UseOwnHttps(this WebApplication app)
    {
        if (IsOn(app.Configuration))
            app.Use((context, next) => context.Request.IsHttps || Array.Exists(StaysOnHttp, path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)) ? next(context) : RedirectAsync(context));
        return app;
    }

    /// <summary>
    /// RFC 6797 8.3: a browser that was told to stay on HTTPS keeps the port, so only where both ports are the well-known ones does it arrive.
    /// Everywhere else http://chat:5080 would become https://chat:5080, where nobody answers.
    /// </summary>
    public static bool MaySendHsts(WebApplication app, HttpContext context) => !IsOn(app.Configuration) || (context.Request.Host.Port ?? WellKnownPort) == WellKnownPort;

    /// <summary>Where browsers reach the host: by the name in the certificate.</summary>
    public static string? Address(WebApplication app) =>
        IsOn(app.Configuration) ? Origin(app.Services, app.Services.GetRequiredService<IServerCertificate>().FirstName) : null;

    public static bool IsOn(IConfiguration configuration) => bool.TryParse(configuration[EnabledSetting], out var enabled) && enabled;

    private static Task RedirectAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return Problem.In<ProblemTexts>(StatusCodes.Status403Forbidden, "needs-https", "needs-https").ExecuteAsync(context);
        var certificate = context.RequestServices.GetRequiredService<IServerCertificate>();
        // Only to names of the certificate: the Host header is the caller's to choose.
        var host = certificate.Names(request.Host.Host) ? request.Host.Host : certificate.FirstName;
        // Temporary, so that a browser comes back after HTTPS is turned off again.
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = $"{Origin(context.RequestServices, host)}{request.PathBase}{request.Path}{request.QueryString}";
        return Task.CompletedTask;
    }

    private static string Origin(IServiceProvider services, string host)
    {
        var port = services.GetRequiredService<IConfiguration>().GetValue<int?>(SeenPortSetting)
            ?? services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
                .Where(IsHttps).Select(address => (int?)BindingAddress.Parse(address).Port).FirstOrDefault()
            ?? WellKnownPort;
        var written = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
        return port == WellKnownPort ? $"https://{written}" : string.Create(CultureInfo.InvariantCulture, $"https://{written}:{port}");
    }

    private static void RefuseOtherCertificates(ConfigurationManager configuration)
    {
        var other = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => $"{endpoint.Path}:Certificate").Prepend("Kestrel:Certificates:Default")
            .FirstOrDefault(path => configuration.GetSection(path).Exists());
        if (other is not null)
            throw new StartupException($"{EnabledSetting} is true, which serves a certificate of the chat's own authority, but {other} names another one. Remove one of the two.");
    }

    private static void ListenOnHttps(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var port = Port(configuration[PortSetting]);
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "").ToList();
        var urls = (configuration[ListeningSetting] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var said = endpoints.Exists(IsHttps) || Array.Exists(urls, IsHttps) || configuration[HttpsPortsSetting] is { Length: > 0 };
        if (said && port is not null)
            throw new StartupException($"{PortSetting} is set, and urls, https_ports or Kestrel:Endpoints name an https address too. Say it once: remove {PortSetting} or that address.");
        if (said)
            return;
        if (endpoints.Count > 0)
            throw new StartupException($"{EnabledSetting} is true, but Kestrel:Endpoints has no https address. Add one, such as Kestrel:Endpoints:Https:Url=https://*:{DefaultPort}");
        var https = port ?? DefaultPort;
        if (urls.Length == 0 && configuration["http_ports"] is { Length: > 0 })
        {
            builder.WebHost.UseSetting(HttpsPortsSetting, https.ToString(CultureInfo.InvariantCulture));
            return;
        }
        var http = urls.Length == 0 ? [Listening.Default] : urls;
        if (Array.Exists(http, address => BindingAddress.Parse(address).Port == https))
            throw new StartupException($"{PortSetting} is {https}, which urls uses for http. Give each its own.");
        builder.WebHost.UseUrls([.. http, .. http.Select(address => $"https://{BindingAddress.Parse(address).Host}:{https}").Distinct()]);
    }

    private static int? Port(string? set) => set switch
    {
        null or "" => null,
        _ when int.TryParse(set, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue => port,
        _ => throw new StartupException($"{PortSetting} is \"{set}\"; write a port from 1 to 65535, such as {DefaultPort}."),
    };

    private static bool IsHttps(string address) => address.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
