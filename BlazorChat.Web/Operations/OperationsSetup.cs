using BlazorChat.Pki;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace BlazorChat.Web.Operations;

/// <summary>The doors of operations: errors, health, the API's description, Data Protection.</summary>
public static class OperationsSetup
{
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration, DataFolder data)
    {
        var drain = Moving.Read(configuration);
        services.AddSingleton(data);
        services.AddSingleton(TimeProvider.System);
        services.AddErrorHandling();
        services.AddSecurityHeaders();
        services.AddOpenApi("v1");
        services.AddOutputCache();
        services.AddSingleton<DatabaseAnswers>();
        services.AddHealthChecks().AddCheck<DatabaseAnswers>("database", tags: ["ready"]).AddCheck<Moving>("moving", tags: ["ready"]);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Moving>(provider, drain));
        services.AddSingleton<IHostLifetime>(provider => provider.GetRequiredService<Moving>());
        services.AddDataProtection().SetApplicationName("BlazorChat").PersistKeysToFileSystem(data.MakePrivate(DataFolder.Keys));
        return services;
    }

    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi().CacheOutput(cache => cache.Expire(TimeSpan.FromHours(1)));   // made once, not for each stranger who asks
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = check => check.Tags.Contains(AuthorityServices.HealthTag) });
        app.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        return app;
    }
}
