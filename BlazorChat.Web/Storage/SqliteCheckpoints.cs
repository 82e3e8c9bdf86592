using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace BlazorChat.Web.Storage;

/// <summary>
/// Moves what was written from the log of the SQLite database into its file, on a thread and connection of its own: done by a writer, as
/// SQLite does unless told otherwise, every few hundred sends wait 20 to 100 ms for it (measured; docs/decisions/0007).
/// </summary>
/// <remarks>
/// Once a second a passive checkpoint, which waits for nobody and lets nobody wait, but reaches the end of the log only in a quiet moment; so under
/// a steady load the log grows, and from <see cref="MaxPages"/> on writers are held up for the few pages that are left
/// (https://sqlite.org/pragma.html#pragma_wal_checkpoint). The last connection that closes moves the rest.
/// </remarks>
internal sealed partial class SqliteCheckpoints(string connection, TimeProvider clock, ILogger<SqliteCheckpoints> logger, long maxPages = SqliteCheckpoints.MaxPages) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>256 MiB of log.</summary>
    public const long MaxPages = 65_536;

    /// <summary>How long a checkpoint that writers wait for may itself wait for readers. Then writers go on and the log grows for another second.</summary>
    private const int PatienceMs = 200;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        // Synchronous I/O for as long as the host lives: not on a thread of the pool.
        Task.Factory.StartNew(() => Run(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stopping)
    {
        using var timer = new ManualResetEventSlim();
        using var tick = clock.CreateTimer(_ => timer.Set(), null, Pace, Pace);
        try
        {
            while (true)
            {
                timer.Wait(stopping);
                timer.Reset();
                TryCheckpoint();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private void TryCheckpoint()
    {
        try
        {
            // Not one of the pool's: they wait longer.
            using var database = new SqliteConnection(new SqliteConnectionStringBuilder(connection) { Pooling = false }.ToString());
            database.Open();
            Execute(database, $"PRAGMA busy_timeout = {PatienceMs}");
            if (Execute(database, "PRAGMA wal_checkpoint(PASSIVE)") > maxPages)
                Execute(database, "PRAGMA wal_checkpoint(RESTART)");
        }
        catch (DbException e)
        {
            LogFailed(e); // a full disk, say; the next second tries again
        }
    }

    /// <returns>Of a checkpoint: the pages in the log.</returns>
    private static long Execute(SqliteConnection database, string pragma)
    {
        using var command = database.CreateCommand();
        command.CommandText = pragma;
        using var row = command.ExecuteReader();
        return row.Read() && row.FieldCount > 1 ? row.GetInt64(1) : 0;
    }

    [LoggerMessage(7006, LogLevel.Warning, "The log of the database could not be moved into its file yet; trying again")]
    private partial void LogFailed(Exception e);
}
