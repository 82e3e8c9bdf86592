using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;

namespace BlazorChat.Web.Operations;

/// <summary>Where the host listens: http://localhost:5080 unless told otherwise.</summary>
internal static class Listening
{
    public const string Default = "http://localhost:5080";

    public static void ListenByDefault(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;   // single endpoints set less, those of session keys more
        });
        // A build output that runs outside Development still finds its static files.
        builder.WebHost.UseStaticWebAssets();
        if (!IsSet(builder.Configuration))
            builder.WebHost.UseUrls(Default);
    }

    /// <summary>The first address the settings name: the base of addresses in certificates unless Pki:PublicUrl is set.</summary>
    public static string FirstAddress(IConfiguration configuration) =>
        configuration["urls"]?.Split(';')[0]
        ?? configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).FirstOrDefault(url => url is not null)
        ?? Default;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="StartupException">The address is taken, or may not be used.</exception>
    public static async Task StartListeningAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            // Of several addresses Kestrel says which one is taken.
            var where = e is IOException ? "" : $" on {FirstAddress(app.Configuration)}";
            throw new StartupException($"Cannot listen{where}: {e.Message.TrimEnd('.')}. Stop what uses the port, or choose another address: --urls http://localhost:5081{(OwnHttps.IsOn(app.Configuration) ? $", for HTTPS {OwnHttps.PortSetting}" : "")}", e);
        }
    }

    public static string ListeningAddress(this WebApplication app) =>
        OwnHttps.Address(app) ?? app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? FirstAddress(app.Configuration);

    private static bool IsSet(ConfigurationManager configuration) =>
        configuration["urls"] is { Length: > 0 } || configuration["http_ports"] is { Length: > 0 } || configuration["https_ports"] is { Length: > 0 }
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}
