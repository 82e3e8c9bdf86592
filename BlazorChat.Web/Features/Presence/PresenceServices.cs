using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BlazorChat.Web.Features.Presence;

/// <summary>The doors of presence. Accounts, conversations and storage must be added beside it.</summary>
public static class PresenceServices
{
    public static IServiceCollection AddPresence(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Presence>();
        services.AddSingleton<IPresence>(provider => provider.GetRequiredService<Presence>());
        services.AddSingleton<IDiscretion>(provider => provider.GetRequiredService<Presence>());
        services.AddSingleton<Statuses>();
        services.AddSingleton<IAccountWatcher>(provider => provider.GetRequiredService<Statuses>());
        services.AddSingleton<IFollowHostChanges, FollowStatuses>();
        services.AddHostedService<HostPresence>();
        services.AddSingleton<StatusThrottle>();
        services.AddScoped<PresenceCircuitHandler>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<PresenceCircuitHandler>());
        services.AddScoped<ICircuitActivity>(provider => provider.GetRequiredService<PresenceCircuitHandler>());
        return services;
    }

    public static IEndpointRouteBuilder MapPresence(this IEndpointRouteBuilder app)
    {
        app.MapMyStatus();
        return app;
    }

    /// <summary>Reads what people have chosen into memory: before the first circuit.</summary>
    public static Task OpenPresenceAsync(this IServiceProvider services, CancellationToken cancellation) =>
        services.GetRequiredService<Statuses>().LoadAsync(cancellation);
}
