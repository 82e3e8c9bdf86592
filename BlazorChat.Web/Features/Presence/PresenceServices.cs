using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BlazorChat.Web.Features.Presence;

/// <summary>The door of presence.</summary>
public static class PresenceServices
{
    public static IServiceCollection AddPresence(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IPresence, Presence>();
        services.AddScoped<CircuitHandler, PresenceCircuitHandler>();
        return services;
    }
}
