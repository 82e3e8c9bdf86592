using System.Data.Common;
using BlazorChat.Pki.Certificates;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace BlazorChat.Pki.Ledger;

/// <summary>
/// A connection that stays open, with what issuances ask and insert prepared on it: Entity Framework's work for each query and row, and the
/// database's for the text of each statement, cost more than the rows (bench, <c>issuance</c>). How values are stored stays the model's to say.
/// After a fault it is not to be trusted, but disposed of.
/// </summary>
internal sealed class PreparedLedger : IDisposable
{
    private readonly Dictionary<IEntityType, Insertion> _insertions = [];
    private readonly Table _ledger;
    private readonly Table _keys;
    private DbCommand? _last;
    private DbCommand? _known;

    private PreparedLedger(DbContext context)
    {
        Context = context;
        (_ledger, _keys) = (Of(typeof(LedgerRow)), Of(typeof(CertifiedKey)));
    }

    /// <summary>On the same connection; it looks for no changes by itself.</summary>
    public DbContext Context { get; }

    public static async Task<PreparedLedger> OpenAsync(AuthorityDatabase database, CancellationToken cancellation)
    {
        var context = await database.OpenAsync(cancellation);
        try
        {
            context.ChangeTracker.AutoDetectChangesEnabled = false;
            await context.Database.OpenConnectionAsync(cancellation);
            // Of 2 MiB a sixth of the ledger's time goes into reading pages again: keys are random, and each row changes a page anywhere in its indexes.
            if (context.Database.ProviderName?.EndsWith("Sqlite", StringComparison.Ordinal) == true)
                await context.Database.ExecuteSqlRawAsync("PRAGMA cache_size = -16384", cancellation);
            return new PreparedLedger(context);
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    /// <returns>Number and hash of the last row; null: there is none.</returns>
    public async Task<(long Seq, string Hash)?> LastAsync(CancellationToken cancellation)
    {
        var seq = _ledger[nameof(LedgerRow.Seq)];
        _last ??= await PrepareAsync(Command($"SELECT {seq}, {_ledger[nameof(LedgerRow.Hash)]} FROM {_ledger.Name} ORDER BY {seq} DESC LIMIT 1"), cancellation);
        await using var reader = await _last.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetInt64(0), reader.GetString(1)) : null;
    }

    /// <summary>Whether one of two keys is certified, or any of a device (null: of none).</summary>
    public async Task<bool> KnowsAnyAsync(string first, string second, string? device, CancellationToken cancellation)
    {
        if (_known is null)
        {
            var (kid, of) = (_keys[nameof(CertifiedKey.Kid)], _keys[nameof(CertifiedKey.Device)]);
            var command = Command($"SELECT 1 FROM {_keys.Name} WHERE {kid} = @p0 OR {kid} = @p1 OR {of} = @p2 LIMIT 1");
            foreach (var (i, value) in ((string?[])[first, second, device]).Index())
                command.Parameters.Add(_keys.Stored[i < 2 ? nameof(CertifiedKey.Kid) : nameof(CertifiedKey.Device)].CreateParameter(command, $"@p{i}", value, nullable: true));
            _known = await PrepareAsync(command, cancellation);
        }
        (_known.Parameters[0].Value, _known.Parameters[1].Value, _known.Parameters[2].Value) = (first, second, (object?)device ?? DBNull.Value);
        return await _known.ExecuteScalarAsync(cancellation) is not null;
    }

    /// <summary>Makes these rows durable, in one transaction.</summary>
    /// <exception cref="DbUpdateException">A row was refused; none is saved.</exception>
    public async Task InsertAsync(IReadOnlyList<object> rows, CancellationToken cancellation)
    {
        await using var transaction = await Context.Database.BeginTransactionAsync(cancellation);
        try
        {
            // Keys before the certificates that refer to them.
            foreach (var table in rows.GroupBy(row => Context.Model.FindEntityType(row.GetType())!).OrderBy(table => table.Key.GetForeignKeys().Count()))
            {
                if (!_insertions.TryGetValue(table.Key, out var insertion))
                    _insertions.Add(table.Key, insertion = new Insertion(Of(table.Key.ClrType), Command("")));
                foreach (var row in table)
                    await insertion.RunAsync(row, transaction.GetDbTransaction(), cancellation);
            }
            await transaction.CommitAsync(cancellation);
        }
        catch (DbException e)
        {
            throw new DbUpdateException("A row was refused.", e);
        }
    }

    public void Dispose()
    {
        foreach (var command in (DbCommand?[])[_last, _known, .. _insertions.Values.Select(insertion => insertion.Command)])
            command?.Dispose();
        Context.Dispose();
    }

    private DbCommand Command(string text)
    {
        var command = Context.Database.GetDbConnection().CreateCommand();
        command.CommandText = text;
        return command;
    }

    private static async Task<DbCommand> PrepareAsync(DbCommand command, CancellationToken cancellation)
    {
        await command.PrepareAsync(cancellation);
        return command;
    }

    private Table Of(Type entity) => new(Context.Model.FindEntityType(entity)!, Context.GetService<ISqlGenerationHelper>());

    /// <summary>A table as the model has it, with the names delimited.</summary>
    private sealed class Table
    {
        private readonly Dictionary<string, string> _columns = [];

        public Table(IEntityType type, ISqlGenerationHelper sql)
        {
            var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
            Name = sql.DelimitIdentifier(table.Name, table.Schema);
            Properties = [.. type.GetProperties()];
            foreach (var property in Properties)
            {
                _columns.Add(property.Name, sql.DelimitIdentifier(property.GetColumnName(table)!));
                Stored.Add(property.Name, property.GetRelationalTypeMapping());
            }
        }

        public string Name { get; }

        public IProperty[] Properties { get; }

        public Dictionary<string, RelationalTypeMapping> Stored { get; } = [];

        public string this[string property] => _columns[property];
    }

    /// <summary>The insertion of one row; its parameters are @p0, @p1 and on, in the order of the properties.</summary>
    private sealed class Insertion(Table table, DbCommand command)
    {
        private readonly RelationalTypeMapping[] _stored = Array.ConvertAll(table.Properties, property => table.Stored[property.Name]);

        public DbCommand Command => command;

        public async Task RunAsync(object row, DbTransaction transaction, CancellationToken cancellation)
        {
            var isNew = command.Parameters.Count == 0;
            for (var i = 0; i < _stored.Length; i++)
            {
                var value = table.Properties[i].GetGetter().GetClrValueUsingContainingEntity(row);
                if (isNew)
                    command.Parameters.Add(_stored[i].CreateParameter(command, $"@p{i}", value, table.Properties[i].IsNullable));
                else
                    command.Parameters[i].Value = (_stored[i].Converter?.ConvertToProvider(value) ?? value) ?? DBNull.Value;
            }
            command.Transaction = transaction;
            if (isNew)
            {
                command.CommandText = $"INSERT INTO {table.Name} ({string.Join(", ", table.Properties.Select(property => table[property.Name]))})"
                    + $" VALUES ({string.Join(", ", _stored.Select((_, i) => $"@p{i}"))})";
                await command.PrepareAsync(cancellation);
            }
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
