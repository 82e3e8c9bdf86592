using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BlazorChat.Web.Storage.Moving;

/// <summary>One table as both databases have it, and how its values are read.</summary>
/// <param name="Name">Of the table.</param>
/// <param name="Columns">In one order for both.</param>
/// <param name="Key">The columns of the primary key.</param>
internal sealed record MovedTable(string Name, IReadOnlyList<MovedColumn> Columns, IReadOnlyList<string> Key)
{
    public string ColumnList { get; } = string.Join(", ", Columns.Select(column => Quote(column.Name)));

    public string InOrder => $"SELECT {ColumnList} FROM {Quote(Name)} ORDER BY {string.Join(", ", Key.Select(Quote))}";

    public static string Quote(string name) => $"\"{name}\"";

    /// <summary>All tables, each after those that its foreign keys refer to.</summary>
    public static IReadOnlyList<MovedTable> Of(PostgreSqlChatDatabase database)
    {
        var open = database.Model.GetRelationalModel().Tables.OrderBy(table => table.Name, StringComparer.Ordinal).ToList();
        var (placed, tables) = (new HashSet<ITable>(), new List<MovedTable>());
        while (open.Count > 0)
        {
            var next = open.Find(table => table.ForeignKeyConstraints.All(key => key.PrincipalTable == table || placed.Contains((ITable)key.PrincipalTable)))
                ?? throw new InvalidOperationException("Tables refer to each other in a circle.");
            open.Remove(next);
            placed.Add(next);
            tables.Add(Of(next));
        }
        return tables;
    }

    private static MovedTable Of(ITable table) => new(
        table.Name,
        [.. table.Columns.Select(column => new MovedColumn(column.Name, column.StoreType, column.ProviderClrType, IsNumbered(column)))],
        [.. table.PrimaryKey!.Columns.Select(column => column.Name)]);

    private static bool IsNumbered(IColumn column) =>
        column.ProviderClrType == typeof(long) && column.PropertyMappings.Any(mapping => mapping.Property.ValueGenerated == ValueGenerated.OnAdd);
}

/// <param name="Name">Of the column.</param>
/// <param name="StoreType">In PostgreSQL.</param>
/// <param name="Type">As which its values are read.</param>
/// <param name="IsNumbered">The database numbers new rows.</param>
internal sealed record MovedColumn(string Name, string StoreType, Type Type, bool IsNumbered)
{
    /// <summary>The value in a row of either database; null for NULL.</summary>
    public object? Read(DbDataReader row, int at)
    {
        if (row.IsDBNull(at))
            return null;
        // SQLite keeps no such types: asked for as what they are, its values are converted.
        return Type == typeof(Guid) ? row.GetGuid(at)
            : Type == typeof(bool) ? row.GetBoolean(at)
            : Type == typeof(int) ? row.GetInt32(at)
            : Type == typeof(long) ? row.GetInt64(at)
            : Type == typeof(string) ? row.GetString(at)
            : Type == typeof(byte[]) ? row.GetFieldValue<byte[]>(at)
            : throw new NotSupportedException($"{Name} is kept as {Type}.");
    }

    public static bool AreSame(object? one, object? other) =>
        one is byte[] bytes && other is byte[] others ? bytes.AsSpan().SequenceEqual(others) : Equals(one, other);
}
