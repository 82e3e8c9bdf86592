using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;

namespace BlazorChat.Pki.Est;

/// <summary>
/// The port of its own for clients with a certificate. TLS demands one there and lets the client prove that it holds the key; whose it is
/// and whether it counts is read in the authority's books (<see cref="ReadClientCertificate"/>), which answers in words where a broken
/// handshake would not. A port of its own, because browsers that are asked for a certificate ask their people. Nothing but EST is served on it.
/// </summary>
public static class EstPort
{
    private const string EndpointsSection = "Kestrel:Endpoints";

    /// <summary>Listens there too, if the settings name such a port. To be called after the other addresses are settled.</summary>
    /// <exception cref="AuthorityStartupException">A setting cannot be used.</exception>
    public static void ListenForEst(this WebApplicationBuilder builder)
    {
        if (EstSettings.Read(builder.Configuration).ClientCertificateUrl is not { } url)
            return;
        if (builder.Configuration.GetSection(EndpointsSection).GetChildren().Any())
            builder.Configuration[$"{EndpointsSection}:Est:Url"] = url.GetLeftPart(UriPartial.Authority); // endpoints there make Kestrel forget all other addresses
        else
            builder.WebHost.UseUrls([.. Addresses(builder.Configuration), url.GetLeftPart(UriPartial.Authority)]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            if (endpoint.IPEndPoint?.Port == url.Port)
                endpoint.UseHttps(Demand);
        }));
    }

    /// <summary>Keeps everything but EST off that port. Goes first.</summary>
    public static IApplicationBuilder UseEstPort(this WebApplication app)
    {
        if (EstSettings.Read(app.Configuration).ClientCertificateUrl is not { } url)
            return app;
        return app.Use((http, next) =>
        {
            if (http.Connection.LocalPort != url.Port || http.Request.Path.StartsWithSegments(EstEndpoints.Base, StringComparison.Ordinal))
                return next(http);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    private static void Demand(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.AllowAnyClientCertificate();
        var serve = https.OnAuthenticate; // with Https:Enabled, the certificate of the authority
        https.OnAuthenticate = (connection, tls) =>
        {
            serve?.Invoke(connection, tls);
            // No chain is built from what a stranger sends: the addresses in it would be fetched.
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
                TrustMode = X509ChainTrustMode.CustomRootTrust,
            };
        };
    }

    private static IEnumerable<string> Addresses(ConfigurationManager configuration)
    {
        if (configuration["urls"] is { Length: > 0 } urls)
            return urls.Split(';');
        return Ports("http").Concat(Ports("https"));

        IEnumerable<string> Ports(string scheme) => (configuration[$"{scheme}_ports"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(port => $"{scheme}://*:{port}");
    }
}
