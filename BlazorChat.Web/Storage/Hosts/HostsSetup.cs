using System.Security.Cryptography;
using System.Xml.Linq;
using BlazorChat.Pki;
using BlazorChat.Web.Operations;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Storage.Hosts;

/// <summary>The door of what several hosts have in common.</summary>
public static class HostsSetup
{
    /// <summary>The host has its database for itself.</summary>
    internal static IServiceCollection AddOnlyHost(this IServiceCollection services)
    {
        services.TryAddSingleton(ThisHost.Make());
        services.TryAddSingleton<IHosts, OnlyHost>();
        services.TryAddSingleton<IHostChanges, NoHostChanges>();
        services.TryAddSingleton<ILeader>(provider => provider.GetRequiredService<IHosts>());
        services.TryAddSingleton<OwnKeys>();
        return services;
    }

    /// <summary>There may be others on its database.</summary>
    internal static IServiceCollection AddHostAmongOthers(this IServiceCollection services)
    {
        services.AddSingleton<HostList>();
        services.AddSingleton<IHosts>(provider => provider.GetRequiredService<HostList>());
        services.AddHostedService(provider => provider.GetRequiredService<HostList>());
        services.AddSingleton<HostChanges>();
        services.AddSingleton<IHostChanges>(provider => provider.GetRequiredService<HostChanges>());
        services.AddSingleton<ICommitInDoubt>(provider => provider.GetRequiredService<HostChanges>());
        services.AddHostedService(provider => provider.GetRequiredService<HostChanges>());
        services.AddSingleton<ILeader>(provider => provider.GetRequiredService<IHosts>());
        services.AddHostedService(provider => provider.GetRequiredService<OwnKeys>());
        return services;
    }

    /// <summary>Keeps the keys of the sign-in in the database, where <c>Hosts:SecretFile</c> is set.</summary>
    /// <exception cref="StartupException">The file cannot be read, or the database is one host's own.</exception>
    internal static IServiceCollection AddSharedKeys(this IServiceCollection services, IConfiguration configuration, string contentRoot, bool isShared)
    {
        if (HostsSecret.Read(configuration, contentRoot) is not { } secret)
            return services;
        if (!isShared)
            throw new StartupException($"{HostsSecret.Setting} is for several hosts on one PostgreSQL database. Set {StorageChoice.ProviderSetting} to {StorageChoice.PostgreSqlProvider}, or remove it.");
        services.AddSingleton(secret);
        services.AddSingleton<SharedKeys>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
            (options.XmlRepository, options.XmlEncryptor) = (provider.GetRequiredService<SharedKeys>(), new SealWithSecret(secret))));
        return services;
    }

    /// <summary>
    /// Another secret than the other hosts have, or none, would sign everybody out who comes from one of them. In turns, and with a key when it ends: of hosts that start
    /// together on an empty table each but the first has one to open.
    /// </summary>
    /// <exception cref="StartupException">The keys in the database do not open with it, or there are some and this host has none to open them.</exception>
    public static async Task CheckSharedKeysAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        await using var database = await services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync(cancellation);
        if (services.GetService<SharedKeys>() is not { } keys)
        {
            if (database is PostgreSqlChatDatabase && await SharedKeys.AnyAsync(database, cancellation))
                throw new StartupException(
                    $"The keys of the sign-in lie in the database, and {HostsSecret.Setting} is not set. Give this host the file that the others have. If it is lost, or this is the only host, empty the table data_protection_keys; everybody signs in again.");
            return;
        }
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await database.TakeTurnAsync("sign-in keys", cancellation);
        OpenAll(keys, new OpenWithSecret(services));
        services.GetDataProtector(nameof(SharedKeys)).Protect([]); // makes a key where there is none
    }

    private static void OpenAll(SharedKeys keys, OpenWithSecret open)
    {
        try
        {
            foreach (var sealedKey in keys.GetAllElements().Descendants(SealWithSecret.Element))
                open.Decrypt(sealedKey);
        }
        catch (CryptographicException e)
        {
            throw new StartupException(
                $"The keys of the sign-in in the database do not open with {HostsSecret.Setting}. Give this host the file that the others have. If it is lost, empty the table data_protection_keys; everybody signs in again.", e);
        }
    }

    /// <summary>From here on this host misses no change by another: before anything is read into memory.</summary>
    public static Task BeginFollowingAsync(this IServiceProvider services, CancellationToken cancellation) =>
        services.GetService<HostChanges>()?.BeginAsync(cancellation) ?? Task.CompletedTask;
}
