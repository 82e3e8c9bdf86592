using System.Net.Sockets;
using BlazorChat.Web.Operations;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlazorChat.Web.Storage;

/// <summary>What is asked of a PostgreSQL server before it is trusted with an installation, and what its refusals mean.</summary>
internal static partial class PostgreSqlServer
{
    /// <summary>Another host may be bringing a large database up to date.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Names the same lock in every version of the program.
    private const long MigrationLock = 0x426C_617A_6F72_4368;

    private sealed record Promises(string Encoding, string SynchronousCommit, string Fsync);

    /// <summary>Runs <paramref name="migrate"/> while every other host that starts waits.</summary>
    /// <exception cref="StartupException">The server is away, refuses, or keeps no promise that we make.</exception>
    public static async Task MigrateAsync(ChatDatabase database, ILogger logger, Func<Task> migrate, CancellationToken cancellation)
    {
        var facade = database.Database;
        try
        {
            // The same connection throughout: the lock belongs to it, and goes with it if this host dies.
            await facade.OpenConnectionAsync(cancellation);
            await CheckAsync(database, logger, cancellation);
            facade.SetCommandTimeout(Patience);
            await facade.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", cancellation);
            try
            {
                await migrate();
            }
            finally
            {
                await facade.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})", CancellationToken.None);
            }
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            throw Explain(e, new NpgsqlConnectionStringBuilder(facade.GetConnectionString()));
        }
        finally
        {
            facade.SetCommandTimeout((int?)null);
            await facade.CloseConnectionAsync();
        }
    }

    /// <returns>In words, without a password.</returns>
    public static StartupException Explain(Exception fault, NpgsqlConnectionStringBuilder to)
    {
        var server = $"The PostgreSQL server {to.Host}:{to.Port}";
        var setting = StorageChoice.ConnectionSetting;
        return new StartupException(
            fault is not PostgresException refused ? $"{server} does not answer ({(fault.InnerException ?? fault).Message}). Start it, or correct {setting}."
            : refused.SqlState switch
            {
                PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                    $"{server} does not let {to.Username ?? "the user"} in ({refused.MessageText}). Correct the user or the password in {setting}, or pg_hba.conf of the server.",
                PostgresErrorCodes.InvalidCatalogName =>
                    $"{server} has no database {to.Database}. Make it: CREATE DATABASE \"{to.Database}\" OWNER \"{to.Username}\" ENCODING 'UTF8' TEMPLATE template0",
                PostgresErrorCodes.InsufficientPrivilege =>
                    $"{to.Username} may not make tables in the database {to.Database} ({refused.MessageText}). Make that user the owner of the database.",
                PostgresErrorCodes.TooManyConnections =>
                    $"{server} takes no more connections. Raise max_connections, or lower Maximum Pool Size in {setting} of each host.",
                PostgresErrorCodes.DiskFull => $"{server} has no room left ({refused.MessageText}). Make room and start again.",
                _ => $"{server} refused ({refused.MessageText}, {refused.SqlState}).",
            },
            fault);
    }

    private static async Task CheckAsync(ChatDatabase database, ILogger logger, CancellationToken cancellation)
    {
        var promises = await database.Database.SqlQuery<Promises>(
            $"""
            SELECT current_setting('server_encoding') AS "Encoding", current_setting('synchronous_commit') AS "SynchronousCommit", current_setting('fsync') AS "Fsync"
            """).SingleAsync(cancellation);
        if (promises.Encoding != "UTF8")
            throw new StartupException($"The database of {StorageChoice.ConnectionSetting} has the encoding {promises.Encoding}. Make one with UTF8: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0");
        // https://www.postgresql.org/docs/15/wal-async-commit.html: with off, what was acknowledged may be gone after a crash.
        if (promises.SynchronousCommit == "off")
            throw new StartupException("The PostgreSQL server answers before it has written (synchronous_commit is off), so messages that were acknowledged could be lost. Set it to on: ALTER DATABASE … SET synchronous_commit = on");
        if (promises.Fsync == "off")
            LogUnsafe(logger);
    }

    [LoggerMessage(7007, LogLevel.Warning, "The PostgreSQL server runs with fsync=off: a power cut can destroy the database. Turn it on for anything but a trial.")]
    private static partial void LogUnsafe(ILogger logger);
}
