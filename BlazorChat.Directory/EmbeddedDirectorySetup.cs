using BlazorChat.Directories.Embedded;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BlazorChat.Directories;

/// <summary>The door of the embedded directory.</summary>
public static class EmbeddedDirectorySetup
{
    /// <summary>Keeps the accounts in <typeparamref name="TContext"/>, whose model takes the entity configurations of this assembly.</summary>
    public static IServiceCollection AddEmbeddedDirectory<TContext>(this IServiceCollection services) where TContext : DbContext
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ =>
        {
            var hashing = new PasswordHashing();
            hashing.Prepare();
            return hashing;
        });
        services.AddSingleton<IUserDirectory, EmbeddedDirectory<TContext>>();
        return services;
    }
}
