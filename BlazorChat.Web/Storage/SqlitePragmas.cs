using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BlazorChat.Web.Storage;

/// <summary>
/// What every connection to the SQLite database is told when it opens.
/// </summary>
/// <remarks>
/// A message is acknowledged when its commit returned, so commits must reach the disk: in WAL mode only synchronous=FULL syncs the log
/// at each commit (https://sqlite.org/pragma.html#pragma_synchronous). Readers never wait in WAL mode; writers wait up to the busy timeout.
/// The log is moved into the file by <see cref="SqliteCheckpoints"/>, never by who happens to commit.
/// </remarks>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string Statements = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA busy_timeout = 5000;
        PRAGMA foreign_keys = ON;
        PRAGMA wal_autocheckpoint = 0;
        """;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // Microsoft.Data.Sqlite has no asynchronous I/O; its async methods run the synchronous ones.
        Apply(connection);
        return Task.CompletedTask;
    }

    private static void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Statements;
        command.ExecuteNonQuery();
    }
}
