using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace BlazorChat.Web.Storage;

/// <summary>
/// What every connection to the SQLite database is told, once: they come back from the pool as they were, and most serve a single query.
/// </summary>
/// <remarks>
/// A message is acknowledged when its commit returned, so commits must reach the disk: in WAL mode only synchronous=FULL syncs the log
/// at each commit (https://sqlite.org/pragma.html#pragma_synchronous). Readers never wait in WAL mode; writers wait up to the busy timeout.
/// What is removed is overwritten, not only unlinked: a deleted message must not lie on in free pages (https://sqlite.org/pragma.html#pragma_secure_delete).
/// The log is moved into the file by <see cref="SqliteCheckpoints"/>, never by who happens to commit.
/// </remarks>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string Statements = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA busy_timeout = 5000;
        PRAGMA foreign_keys = ON;
        PRAGMA secure_delete = ON;
        PRAGMA wal_autocheckpoint = 0;
        """;

    private readonly ConditionalWeakTable<sqlite3, string> _told = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // Microsoft.Data.Sqlite has no asynchronous I/O; its async methods run the synchronous ones.
        Apply(connection);
        return Task.CompletedTask;
    }

    private void Apply(DbConnection connection)
    {
        var handle = ((SqliteConnection)connection).Handle!;
        if (_told.TryGetValue(handle, out _))
            return;
        using var command = connection.CreateCommand();
        command.CommandText = Statements;
        command.ExecuteNonQuery();
        _told.AddOrUpdate(handle, Statements);
    }
}
