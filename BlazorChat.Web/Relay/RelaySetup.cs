using BlazorChat.Web.Operations;
using BlazorChat.Web.Relay.RabbitMq;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Relay;

/// <summary>The door of the relay.</summary>
public static class RelaySetup
{
    /// <summary>Without a broker: that of a single host.</summary>
    public static IServiceCollection AddRelay(this IServiceCollection services) => services
        .AddSingleton<InProcessRelay>()
        .AddSingleton<IRelay>(provider => provider.GetRequiredService<InProcessRelay>())
        .AddSingleton<ICommitInDoubt>(provider => provider.GetRequiredService<InProcessRelay>())
        .AddHostedService<WithoutBroker>()
        .AddHostedService<RelayGauges>();

    /// <summary>As configured.</summary>
    /// <exception cref="StartupException">A setting of it is wrong.</exception>
    public static IServiceCollection AddRelay(this IServiceCollection services, IConfiguration configuration)
    {
        if (BrokerAddress.Read(configuration) is not { } broker)
            return services.AddRelay();
        services.AddSingleton<InProcessRelay>();
        services.AddSingleton(broker);
        services.AddSingleton<RabbitMqRelay>();
        services.AddSingleton<IRelay>(provider => provider.GetRequiredService<RabbitMqRelay>());
        services.AddSingleton<ICommitInDoubt>(provider => provider.GetRequiredService<RabbitMqRelay>());
        return services.AddHostedService(provider => provider.GetRequiredService<RabbitMqRelay>()).AddHostedService<RelayGauges>();
    }
}
