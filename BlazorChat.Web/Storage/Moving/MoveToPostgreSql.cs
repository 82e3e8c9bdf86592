using System.Globalization;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace BlazorChat.Web.Storage.Moving;

/// <summary>
/// <c>move-to-postgresql</c>: copies every row of a stopped installation from SQLite into an empty PostgreSQL database, reads each again from both
/// and compares, in one transaction: what fails half-way leaves the target empty. The source is only read.
/// </summary>
internal sealed class MoveToPostgreSql(SqliteConnection source, PostgreSqlChatDatabase target, TextWriter output)
{
    /// <returns>Rows moved.</returns>
    /// <exception cref="StartupException">The target is not empty, or a row is not the same in both.</exception>
    public async Task<long> RunAsync(CancellationToken cancellation)
    {
        var tables = MovedTable.Of(target);
        await RefuseStrangersAsync(tables, cancellation);
        await target.Database.MigrateAsync(cancellation);
        await using var transaction = await target.Database.BeginTransactionAsync(cancellation);
        var server = (NpgsqlConnection)target.Database.GetDbConnection();
        foreach (var table in tables)
            await RefuseRowsAsync(server, table, cancellation);
        foreach (var table in tables)
            await CopyAsync(server, table, cancellation);
        var rows = 0L;
        foreach (var table in tables)
        {
            var count = await CompareAsync(server, table, cancellation);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{table.Name}: {count} rows, the same in both"));
            await GoOnNumberingAsync(server, table, cancellation);
            rows += count;
        }
        await transaction.CommitAsync(cancellation);
        return rows;
    }

    private async Task RefuseStrangersAsync(IReadOnlyList<MovedTable> tables, CancellationToken cancellation)
    {
        var ours = tables.Select(table => table.Name).Append(HistoryRepository.DefaultTableName).Append(OldestKnown.Table).Concat(HostTables.Names).ToHashSet(StringComparer.Ordinal);
        var there = await target.Database.SqlQuery<string>(
            $"""SELECT table_name::text AS "Value" FROM information_schema.tables WHERE table_schema = current_schema()""").ToListAsync(cancellation);
        if (there.Find(name => !ours.Contains(name)) is { } stranger)
            throw NotEmpty($"it has a table {stranger} that is not BlazorChat's");
    }

    private static async Task RefuseRowsAsync(NpgsqlConnection server, MovedTable table, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"SELECT EXISTS (SELECT 1 FROM {MovedTable.Quote(table.Name)})", server);
        if (await command.ExecuteScalarAsync(cancellation) is true)
            throw NotEmpty($"there are rows in {table.Name}");
    }

    private static StartupException NotEmpty(string why) =>
        new($"The PostgreSQL database is not empty: {why}. Nothing was moved. Name an empty one in {StorageChoice.ConnectionSetting}.");

    private async Task CopyAsync(NpgsqlConnection server, MovedTable table, CancellationToken cancellation)
    {
        await using var read = source.CreateCommand();
        read.CommandText = $"SELECT {table.ColumnList} FROM {MovedTable.Quote(table.Name)}";
        await using var rows = await read.ExecuteReaderAsync(cancellation);
        await using var copy = await server.BeginBinaryImportAsync($"COPY {MovedTable.Quote(table.Name)} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)", cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            await copy.StartRowAsync(cancellation);
            for (var i = 0; i < table.Columns.Count; i++)
            {
                if (table.Columns[i].Read(rows, i) is { } value)
                    await copy.WriteAsync(value, table.Columns[i].StoreType, cancellation);
                else
                    await copy.WriteNullAsync(cancellation);
            }
        }
        await copy.CompleteAsync(cancellation);
    }

    /// <summary>Both in the order of the key: what is missing, too much or different shows in the first row that is not the same.</summary>
    private async Task<long> CompareAsync(NpgsqlConnection server, MovedTable table, CancellationToken cancellation)
    {
        await using var old = source.CreateCommand();
        old.CommandText = table.InOrder;
        await using var moved = new NpgsqlCommand(table.InOrder, server);
        await using var before = await old.ExecuteReaderAsync(cancellation);
        await using var after = await moved.ExecuteReaderAsync(cancellation);
        for (var row = 0L; ; row++)
        {
            var more = await before.ReadAsync(cancellation);
            if (more != await after.ReadAsync(cancellation))
                throw Differs(table, row, $"there are {(more ? "fewer" : "more")} rows in PostgreSQL");
            if (!more)
                return row;
            for (var i = 0; i < table.Columns.Count; i++)
            {
                if (!MovedColumn.AreSame(table.Columns[i].Read(before, i), table.Columns[i].Read(after, i)))
                    throw Differs(table, row, $"{table.Columns[i].Name} is not the same");
            }
        }
    }

    private static StartupException Differs(MovedTable table, long row, string why) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Row {row + 1} of {table.Name} by its key was not moved as it is: {why}. Nothing was moved."));

    private static async Task GoOnNumberingAsync(NpgsqlConnection server, MovedTable table, CancellationToken cancellation)
    {
        foreach (var column in table.Columns.Where(column => column.IsNumbered).Select(column => column.Name))
        {
            // Without a sequence of its own (the program numbers, as in the ledger) the name is NULL, and so is the answer.
            await using var command = new NpgsqlCommand(
                $"SELECT setval(pg_get_serial_sequence('{MovedTable.Quote(table.Name)}', '{column}'), (SELECT coalesce(max({MovedTable.Quote(column)}), 0) + 1 FROM {MovedTable.Quote(table.Name)}), false)",
                server);
            await command.ExecuteScalarAsync(cancellation);
        }
    }
}
