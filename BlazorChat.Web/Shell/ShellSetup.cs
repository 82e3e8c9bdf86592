using Microsoft.AspNetCore.SignalR;

namespace BlazorChat.Web.Shell;

/// <summary>The doors of the shell: components, circuits, languages, static files.</summary>
public static class ShellSetup
{
    // The defaults (30 s, 15 s) show a lost network to others only after a minute. The client keeps alive every 8 s.
    private static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(8);

    private static readonly string[] Languages = ["en", "fr"];

    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.AddSingleton<Chat.OnlinePeople>();
        services.AddSingleton<CircuitAccess>();
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(options => options.SetDefaultCulture("en").AddSupportedCultures(Languages).AddSupportedUICultures(Languages));
        services.AddRazorComponents()
            .AddInteractiveServerComponents()
            .AddHubOptions(hub =>
            {
                hub.ClientTimeoutInterval = ClientTimeout;
                hub.KeepAliveInterval = KeepAlive;
                hub.AddFilter<CircuitAccess>();
            });
        return services;
    }

    public static IEndpointRouteBuilder MapShell(this IEndpointRouteBuilder app)
    {
        app.MapStaticAssets();
        // What people type and the name in the corner leads to: the chat, and by it to the form for who is signed out.
        app.MapGet("/", () => TypedResults.LocalRedirect("/chat")).ExcludeFromDescription();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
        {
            options.ContentSecurityFrameAncestorsPolicy = null;          // sent with the other headers
            // Ciphertext does not compress; compression cost 200 KB and 50-140 us a delivery for every circuit.
            options.DisableWebSocketCompression = true;
        });
        return app;
    }
}
