using BlazorChat.Web.Features.Admin.Audit;
using BlazorChat.Web.Features.Admin.Catalogue;
using BlazorChat.Web.Features.Admin.Settings;

namespace BlazorChat.Web.Features.Admin;

/// <summary>The door of administration; its pages are found by the router.</summary>
public static class AdminSetup
{
    public static IServiceCollection AddAdmin(this IServiceCollection services)
    {
        services.AddScoped<AdminActs>();
        services.AddScoped<CertificateActs>();
        services.AddSingleton<WaitingDecisions>();
        services.AddSingleton<Overview.DueDevices>();
        services.AddSingleton<BulkActs>();
        services.AddSingleton<SettingsInForce>();
        services.AddHostedService(provider => provider.GetRequiredService<BulkActs>());
        return services;
    }

    public static IEndpointRouteBuilder MapAdmin(this IEndpointRouteBuilder app)
    {
        app.ServiceProvider.GetRequiredService<SettingsInForce>(); // as they are at the start
        app.MapExportLedger();
        app.MapExportCertificates();
        app.MapDownloadCertificate();
        return app;
    }
}
