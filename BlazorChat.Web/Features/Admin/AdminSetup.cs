namespace BlazorChat.Web.Features.Admin;

/// <summary>The door of administration; its page is found by the router.</summary>
public static class AdminSetup
{
    public static IServiceCollection AddAdmin(this IServiceCollection services) => services.AddScoped<AdminActs>();
}
