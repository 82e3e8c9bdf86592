using BlazorChat.Pki;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BlazorChat.Web.Storage;

/// <summary>The doors of storage: the database context for everybody, and bringing the schema up to date at start.</summary>
public static class StorageSetup
{
    public const string FileName = "chat.db";

    /// <exception cref="StartupException">The settings name no database that there could be.</exception>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration, string contentRoot, DataFolder data)
    {
        var choice = StorageChoice.Read(configuration, contentRoot);
        services.AddSharedKeys(configuration, contentRoot, isShared: choice.PostgreSql is not null);
        return (choice.PostgreSql is { } server ? services.AddPostgreSql(server).AddHostAmongOthers() : services.AddSqlite(SqliteIn(data))).AddGroupAppend();
    }

    internal static string SqliteIn(DataFolder data) =>
        new SqliteConnectionStringBuilder { DataSource = data.Combine(FileName), ForeignKeys = true, Pooling = true }.ToString();

    internal static IServiceCollection AddSqlite(this IServiceCollection services, string connection)
    {
        services.AddOnlyHost();
        var turns = new SqliteTurns();
        services.AddPooledDbContextFactory<SqliteChatDatabase>(options => options.UseSqlite(connection).AddInterceptors(new SqlitePragmas(), turns));
        services.AddSingleton<IDbContextFactory<ChatDatabase>, AnyProvider<SqliteChatDatabase>>();
        services.AddDialect(new SqliteAppendDialect(turns));
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<SqliteCheckpoints>(provider, connection));
        return services;
    }

    internal static IServiceCollection AddPostgreSql(this IServiceCollection services, NpgsqlConnectionStringBuilder connection)
    {
        var host = ThisHost.Make();
        var named = new PostgreSqlConnection(connection, host);
        services.AddSingleton(host);
        services.AddSingleton(named);
        services.AddOnlyHost();
        services.AddPooledDbContextFactory<PostgreSqlChatDatabase>(options => options.UsePostgreSql(named.Pooled));
        services.AddSingleton<IDbContextFactory<ChatDatabase>, AnyProvider<PostgreSqlChatDatabase>>();
        services.AddDialect(new PostgreSqlAppendDialect(named.Pooled));
        return services;
    }

    private static void AddDialect(this IServiceCollection services, AppendDialect dialect)
    {
        services.AddSingleton(dialect);
        services.AddSingleton<IDatabaseFaults>(dialect);
    }

    internal static DbContextOptionsBuilder UsePostgreSql(this DbContextOptionsBuilder options, NpgsqlConnectionStringBuilder connection) =>
        // Faults come as they are; its own way wraps what might pass in the advice to repeat, which is done where it is right.
        options.UseNpgsql(connection.ToString(), npgsql => npgsql.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies)));

    internal static IServiceCollection AddGroupAppend(this IServiceCollection services)
    {
        services.AddSingleton<GroupRunner>();
        services.AddSingleton<GroupAppend>();
        services.AddHostedService(provider => provider.GetRequiredService<GroupAppend>());
        return services;
    }

    /// <summary>Applies the migrations that are missing. Several hosts may start at once: on PostgreSQL one does it, the others wait.</summary>
    /// <exception cref="StartupException">The database is away, damaged, or so much newer that this program cannot use it (<see cref="OldestKnown"/>).</exception>
    public static async Task MigrateAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        await using var database = await services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync(cancellationToken);
        if (database is PostgreSqlChatDatabase)
        {
            var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PostgreSqlServer));
            await PostgreSqlServer.MigrateAsync(database, logger, () => MigrateAsync(database, $"of {StorageChoice.ConnectionSetting}", cancellationToken), cancellationToken);
            return;
        }
        try
        {
            await MigrateAsync(database, $"{FileName} in {DataFolder.Setting}", cancellationToken);
        }
        catch (SqliteException e)
        {
            throw new StartupException($"The database {FileName} in {DataFolder.Setting} cannot be opened ({e.Message}). Restore it from a backup, or move it away to start empty.", e);
        }
    }

    private static async Task MigrateAsync(ChatDatabase database, string which, CancellationToken cancellationToken)
    {
        var known = database.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = (await database.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        var newer = applied.Find(migration => !known.Contains(migration));
        if (newer is not null && (await OldestKnown.ReadAsync(database, cancellationToken) is not { } oldest || !known.Contains(oldest)))
            throw new StartupException($"The database {which} was written by a newer BlazorChat (it has {newer}). Run that version, or restore a backup made before the upgrade.");
        // Before: who must not use the tables as they will be must not start meanwhile. A new database is made by what migrates it.
        if (newer is null && applied.Count > 0)
            await OldestKnown.WriteAsync(database, cancellationToken);
        await database.Database.MigrateAsync(cancellationToken);
        if (applied.Count == 0)
            await OldestKnown.WriteAsync(database, cancellationToken);
    }

    /// <summary>Hands out the installation's provider under the name everybody asks for.</summary>
    private sealed class AnyProvider<TProvider>(IDbContextFactory<TProvider> provider) : IDbContextFactory<ChatDatabase> where TProvider : ChatDatabase
    {
        public ChatDatabase CreateDbContext() => provider.CreateDbContext();

        public async Task<ChatDatabase> CreateDbContextAsync(CancellationToken cancellationToken = default) => await provider.CreateDbContextAsync(cancellationToken);
    }
}
