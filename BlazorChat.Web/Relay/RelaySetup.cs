namespace BlazorChat.Web.Relay;

/// <summary>The door of the relay.</summary>
public static class RelaySetup
{
    public static IServiceCollection AddRelay(this IServiceCollection services) => services.AddSingleton<IRelay, InProcessRelay>();
}
