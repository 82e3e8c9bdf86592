using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Moving;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BlazorChat.Tests.Storage.Moving;

/// <summary>Rows for every table there is or will be: the largest and the smallest values, text of every kind, blobs of every byte, and nothing where that may be.</summary>
internal static class FilledDatabase
{
    public const int RowsEach = 4;

    private const string Text = "Zoë ❤ 漢字 \U0001F9D1‍\U0001F680 e\u0301 \t\n ' \" \\ ; -- %_";
    private static readonly byte[] EveryByte = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    public static async Task FillAsync(SqliteChatDatabase database, SqliteConnection connection)
    {
        var tables = database.Model.GetRelationalModel().Tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
        await using var target = new PostgreSqlChatDatabase(new DbContextOptionsBuilder<PostgreSqlChatDatabase>().UseNpgsql("Host=nobody").Options);
        foreach (var table in MovedTable.Of(target))
        {
            for (var row = 0; row < RowsEach; row++)
                await InsertAsync(connection, tables[table.Name], table, row);
        }
    }

    private static async Task InsertAsync(SqliteConnection connection, ITable model, MovedTable table, int row)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO \"{table.Name}\" ({table.ColumnList}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"@p{i}"))})";
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = table.Columns[i];
            var isKey = table.Key.Contains(column.Name) || model.ForeignKeyConstraints.Any(key => key.Columns.Any(part => part.Name == column.Name));
            var nothing = model.FindColumn(column.Name)!.IsNullable && row == 1 && !isKey;
            command.Parameters.AddWithValue($"@p{i}", nothing ? DBNull.Value : Value(column, model.FindColumn(column.Name)!.PropertyMappings[0].Property.GetMaxLength() is null, row, isKey));
        }
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Different in each row; of keys the same in every table, so that they refer to each other.</summary>
    private static object Value(MovedColumn column, bool isLong, int row, bool isKey)
    {
        if (column.Type == typeof(Guid))
            return row == 0 && !isKey ? Guid.Empty : new Guid(row + 1, 0xAB, 0xCD, [0xFF, 1, 2, 3, 4, 5, 6, 7]);
        if (column.Type == typeof(bool))
            return row % 2 == 1;
        if (column.Type == typeof(int))
            return row switch { 2 => int.MaxValue, 3 => int.MinValue, _ => row };
        if (column.Type == typeof(long))
            return row switch { 2 when !column.IsNumbered => long.MaxValue, 3 => long.MinValue, _ => row };
        if (column.Type == typeof(byte[]))
            return row == 0 ? Array.Empty<byte>() : EveryByte[row..];
        return isKey ? $"Key-{row} é" : row == 0 ? "" : row == 3 && isLong ? new string('\u00FF', 100_000) + row : Text + row;
    }
}
