using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Directories;

/// <summary>The door of whichever directory the settings choose.</summary>
public static class DirectorySetup
{
    public const string ProviderKey = "Directory:Provider";

    /// <summary>Adds <see cref="IUserDirectory"/>: the embedded one with its accounts in <typeparamref name="TContext"/>, or an
    /// organisation's over LDAP. Relative paths of files begin at <paramref name="contentRoot"/>.</summary>
    /// <exception cref="DirectoryStartupException">A setting cannot be used.</exception>
    public static IServiceCollection AddUserDirectory<TContext>(this IServiceCollection services, IConfiguration configuration, string contentRoot) where TContext : DbContext =>
        configuration[ProviderKey]?.Trim() switch
        {
            null or "" => services.AddEmbeddedDirectory<TContext>(configuration),
            var set when set.Equals("Embedded", StringComparison.OrdinalIgnoreCase) => services.AddEmbeddedDirectory<TContext>(configuration),
            var set when set.Equals("Ldap", StringComparison.OrdinalIgnoreCase) => services.AddLdapDirectory(configuration, contentRoot),
            var set => throw new DirectoryStartupException(ProviderKey, $"\"{set}\" is not a directory this program knows.", "Use Embedded, or Ldap with the settings of docs/ldap.md."),
        };
}
