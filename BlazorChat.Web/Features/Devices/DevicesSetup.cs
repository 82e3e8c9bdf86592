using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Storage.Hosts;

namespace BlazorChat.Web.Features.Devices;

/// <summary>The doors of devices: enrolment, user chains, recovery, resets. Accounts, storage and the authority must be added beside it.</summary>
public static class DevicesSetup
{
    public static IServiceCollection AddDevices(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DeviceOptions>().Bind(configuration.GetSection(DeviceOptions.Section)).ValidateOnStart();
        services.AddSingleton<Nonces>();
        services.AddSingleton<DeviceLimits>();
        services.AddSingleton<DeviceProblems>();
        services.AddSingleton<KeyCheck>();
        services.AddSingleton<ISigningTime, SigningTime>();
        services.AddSingleton<DeviceStanding>();
        services.AddSingleton<UserChainStore>();
        services.AddSingleton<UserChainCache>();
        services.AddSingleton<RecoveryBlobs>();
        services.AddSingleton<OwnRecords>();
        services.AddSingleton<PendingResets>();
        services.AddSingleton<AppendUserEntry>();
        services.AddSingleton<RemovedKeys>();
        services.AddSingleton<UserChains>();
        services.AddSingleton<IUserChains>(provider => provider.GetRequiredService<UserChains>());
        services.AddSingleton<DeviceOverview>();
        services.AddSingleton<IDeviceOverview>(provider => provider.GetRequiredService<DeviceOverview>());
        services.AddSingleton<Resets>();
        services.AddSingleton<IResets>(provider => provider.GetRequiredService<Resets>());
        services.AddSingleton<IDeviceRegister, DeviceRegister>();
        services.AddSingleton<IOwnEndings, OwnEndings>();
        services.AddSingleton<IAccountWatcher, FollowAccounts>();
        services.AddSingleton<IFollowHostChanges, FollowKeys>();
        services.AddHostedService<KeyWatch>();
        services.AddSingleton<PublishCertificates>();
        services.AddHostedService(provider => provider.GetRequiredService<PublishCertificates>());
        services.AddSingleton<IFollowHostChanges>(provider => provider.GetRequiredService<PublishCertificates>());
        return services;
    }

    public static IEndpointRouteBuilder MapDevices(this IEndpointRouteBuilder app)
    {
        app.MapCreateNonce();
        app.MapEnrolDevice();
        app.MapGetDeviceRequest();
        app.MapGetUserChain();
        app.MapPostUserChain();
        app.MapGetKey();
        app.MapGetRecovery();
        app.MapPutRecovery();
        app.MapOwnRecords();
        app.MapBindDevice();
        return app;
    }

    /// <summary>Reads who has a device into memory: after database and authority are there, before the first request.</summary>
    public static Task OpenDevicesAsync(this IServiceProvider services, CancellationToken cancellation) =>
        services.GetRequiredService<DeviceOverview>().LoadAsync(cancellation);
}
