using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace BlazorChat.Pki.Ledger;

/// <summary>
/// Saves a context in which rows were only added, as <see cref="DbContext.SaveChangesAsync(CancellationToken)"/> would, in one transaction: one
/// prepared statement for each table, and nothing worked out for a context that ends here. Issuances are saved so: sorting, batching and
/// reading back cost more than the rows themselves (bench, <c>issuance</c>). How values are stored stays the model's to say.
/// </summary>
internal static class InsertRows
{
    /// <exception cref="DbUpdateException">A row was refused; none is saved.</exception>
    public static async Task SaveAsync(DbContext context, CancellationToken cancellation)
    {
        var entries = context.ChangeTracker.Entries().Where(entry => entry.State != EntityState.Unchanged).ToList();
        if (entries.Exists(entry => entry.State != EntityState.Added))
        {
            await context.SaveChangesAsync(cancellation);
            return;
        }
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        try
        {
            // Keys before the certificates that refer to them.
            foreach (var table in entries.GroupBy(entry => entry.Metadata).OrderBy(table => table.Key.GetForeignKeys().Count()))
                await InsertAsync(context, transaction.GetDbTransaction(), table.Key, table.Select(entry => entry.Entity), cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch (DbException e)
        {
            throw new DbUpdateException("A row was refused.", e);
        }
    }

    private static async Task InsertAsync(DbContext context, DbTransaction transaction, IEntityType type, IEnumerable<object> rows, CancellationToken cancellation)
    {
        var (name, columns) = (context.GetService<ISqlGenerationHelper>(), type.GetProperties().ToList());
        var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {name.DelimitIdentifier(table.Name, table.Schema)} ({string.Join(", ", columns.Select(column => name.DelimitIdentifier(column.GetColumnName(table)!)))})"
            + $" VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})";
        var prepared = false;
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                var (column, value) = (columns[i], columns[i].GetGetter().GetClrValueUsingContainingEntity(row));
                if (!prepared)
                    command.Parameters.Add(column.GetRelationalTypeMapping().CreateParameter(command, $"@p{i}", value, column.IsNullable));
                else
                    command.Parameters[i].Value = (column.GetRelationalTypeMapping().Converter?.ConvertToProvider(value) ?? value) ?? DBNull.Value;
            }
            if (!prepared)
                await command.PrepareAsync(cancellation);
            prepared = true;
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
