using BlazorChat.Web.Operations;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Storage;

/// <summary>The doors of storage: the database context for everybody, and bringing the schema up to date at start.</summary>
public static class StorageSetup
{
    public const string FileName = "chat.db";

    public static IServiceCollection AddStorage(this IServiceCollection services, DataFolder data)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = data.Combine(FileName), ForeignKeys = true, Pooling = true }.ToString();
        return services.AddSqlite(connection).AddGroupAppend();
    }

    internal static IServiceCollection AddSqlite(this IServiceCollection services, string connection)
    {
        var turns = new SqliteTurns();
        services.AddPooledDbContextFactory<SqliteChatDatabase>(options => options.UseSqlite(connection).AddInterceptors(new SqlitePragmas(), turns));
        services.AddSingleton<IDbContextFactory<ChatDatabase>, AnyProvider>();
        services.AddSingleton<AppendDialect>(new SqliteAppendDialect(turns));
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<SqliteCheckpoints>(provider, connection));
        return services;
    }

    internal static IServiceCollection AddGroupAppend(this IServiceCollection services)
    {
        services.AddSingleton<GroupRunner>();
        services.AddSingleton<GroupAppend>();
        services.AddHostedService(provider => provider.GetRequiredService<GroupAppend>());
        return services;
    }

    /// <summary>Applies the migrations that are missing.</summary>
    /// <exception cref="StartupException">The database is damaged, or newer than this program.</exception>
    public static async Task MigrateAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        await using var database = await services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync(cancellationToken);
        try
        {
            await RefuseNewerAsync(database, cancellationToken);
            await database.Database.MigrateAsync(cancellationToken);
        }
        catch (SqliteException e)
        {
            throw new StartupException($"The database {FileName} in {DataFolder.Setting} cannot be opened ({e.Message}). Restore it from a backup, or move it away to start empty.", e);
        }
    }

    private static async Task RefuseNewerAsync(ChatDatabase database, CancellationToken cancellationToken)
    {
        var known = database.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var newer = (await database.Database.GetAppliedMigrationsAsync(cancellationToken)).FirstOrDefault(applied => !known.Contains(applied));
        if (newer is not null)
            throw new StartupException($"The database {FileName} in {DataFolder.Setting} was written by a newer BlazorChat (it has {newer}). Run that version, or restore a backup made before the upgrade.");
    }

    /// <summary>Hands out the installation's provider under the name everybody asks for.</summary>
    private sealed class AnyProvider(IDbContextFactory<SqliteChatDatabase> provider) : IDbContextFactory<ChatDatabase>
    {
        public ChatDatabase CreateDbContext() => provider.CreateDbContext();

        public async Task<ChatDatabase> CreateDbContextAsync(CancellationToken cancellationToken = default) => await provider.CreateDbContextAsync(cancellationToken);
    }
}
