using BlazorChat.Web.Features.Admin.Audit;

namespace BlazorChat.Web.Features.Admin;

/// <summary>The door of administration; its pages are found by the router.</summary>
public static class AdminSetup
{
    public static IServiceCollection AddAdmin(this IServiceCollection services) => services.AddScoped<AdminActs>();

    public static IEndpointRouteBuilder MapAdmin(this IEndpointRouteBuilder app)
    {
        app.MapExportLedger();
        return app;
    }
}
