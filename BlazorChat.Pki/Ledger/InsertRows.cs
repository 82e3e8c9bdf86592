using System.Data.Common;
using System.Runtime.CompilerServices;
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
    /// <summary>A type belongs to one model, and that to one provider.</summary>
    private static readonly ConditionalWeakTable<IEntityType, Statement> Statements = [];

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
        var insert = Statements.GetValue(type, type => Statement.Of(type, context.GetService<ISqlGenerationHelper>()));
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = transaction;
        command.CommandText = insert.Text;
        var prepared = false;
        foreach (var row in rows)
        {
            for (var i = 0; i < insert.Columns.Length; i++)
            {
                var (column, stored) = (insert.Columns[i], insert.Stored[i]);
                var value = column.GetGetter().GetClrValueUsingContainingEntity(row);
                if (!prepared)
                    command.Parameters.Add(stored.CreateParameter(command, $"@p{i}", value, column.IsNullable));
                else
                    command.Parameters[i].Value = (stored.Converter?.ConvertToProvider(value) ?? value) ?? DBNull.Value;
            }
            if (!prepared)
                await command.PrepareAsync(cancellation);
            prepared = true;
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>The insertion of one row into a table; its parameters are @p0, @p1 and on, in the order of the columns.</summary>
    private sealed record Statement(string Text, IProperty[] Columns, RelationalTypeMapping[] Stored)
    {
        public static Statement Of(IEntityType type, ISqlGenerationHelper name)
        {
            var columns = type.GetProperties().ToArray();
            var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
            return new Statement(
                $"INSERT INTO {name.DelimitIdentifier(table.Name, table.Schema)} ({string.Join(", ", columns.Select(column => name.DelimitIdentifier(column.GetColumnName(table)!)))})"
                    + $" VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})",
                columns,
                Array.ConvertAll(columns, column => column.GetRelationalTypeMapping()));
        }
    }
}
