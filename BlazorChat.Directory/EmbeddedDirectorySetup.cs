using BlazorChat.Directories.Embedded;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BlazorChat.Directories;

/// <summary>The door of the embedded directory.</summary>
public static class EmbeddedDirectorySetup
{
    public const string RegistrationKey = "Directory:Embedded:Registration:Mode";

    /// <summary>As below, with registration as the settings say; open where they do not.</summary>
    /// <exception cref="DirectoryStartupException">The setting cannot be used.</exception>
    public static IServiceCollection AddEmbeddedDirectory<TContext>(this IServiceCollection services, IConfiguration configuration) where TContext : DbContext =>
        services.AddEmbeddedDirectory<TContext>(Mode(configuration[RegistrationKey]?.Trim()));

    /// <summary>Keeps the accounts in <typeparamref name="TContext"/>, whose model takes the entity configurations of this assembly.</summary>
    public static IServiceCollection AddEmbeddedDirectory<TContext>(this IServiceCollection services, RegistrationMode registration = RegistrationMode.Open) where TContext : DbContext
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ =>
        {
            var hashing = new PasswordHashing();
            hashing.Prepare();
            return hashing;
        });
        services.AddSingleton(new EmbeddedRegistration(registration));
        services.AddSingleton<EmbeddedDirectory<TContext>>();
        services.AddSingleton<IUserDirectory>(provider => provider.GetRequiredService<EmbeddedDirectory<TContext>>());
        services.AddSingleton<IOwnAccounts>(provider => provider.GetRequiredService<EmbeddedDirectory<TContext>>());
        return services;
    }

    private static RegistrationMode Mode(string? set) =>
        string.IsNullOrEmpty(set) ? RegistrationMode.Open
        : Enum.GetValues<RegistrationMode>().Cast<RegistrationMode?>().FirstOrDefault(mode => set.Equals($"{mode}", StringComparison.OrdinalIgnoreCase))
        ?? throw new DirectoryStartupException(RegistrationKey, $"\"{set}\" is none of its values.", "Use Open, Invitation (by links that administrators make) or Off.");
}
