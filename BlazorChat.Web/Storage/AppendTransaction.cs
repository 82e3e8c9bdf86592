using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Storage;

/// <summary>
/// The open transaction of a group, as its works see it. Statements are prepared once per connection and used again by every group.
/// </summary>
public sealed class AppendTransaction
{
    private readonly Dictionary<string, DbCommand> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<(Type, string), IGroupState?> _states = [];
    private readonly List<Action> _afterCommit = [];
    private DbTransaction? _transaction;

    internal AppendTransaction(ChatDatabase database, AppendDialect dialect)
    {
        Database = database;
        Dialect = dialect;
    }

    /// <summary>
    /// The same transaction through EF Core, for rare works; nothing tracked outlives the work that tracked it.
    /// Never change through it what an <see cref="IGroupState"/> writes.
    /// </summary>
    public ChatDatabase Database { get; }

    public AppendDialect Dialect { get; }

    /// <summary>
    /// The works ran before, and whether that was committed may not be known: the answer can have been lost. A work that finds its own row then
    /// does what it does after its commit.
    /// </summary>
    public bool IsRepeated { get; private set; }

    /// <summary>
    /// The group's shared state of a key. <paramref name="load"/> runs once per group and ends its SELECT with
    /// <see cref="AppendDialect.RowLock"/>; since works run in the order of their keys, so do the locks, on every host.
    /// A null (no such row) is not remembered: a later work of the group may create it.
    /// </summary>
    public TState? State<TState>(string key, Func<AppendTransaction, string, TState?> load) where TState : class, IGroupState
    {
        if (_states.TryGetValue((typeof(TState), key), out var known))
            return (TState?)known;
        var state = load(this, key);
        if (state is not null)
            _states.Add((typeof(TState), key), state);
        return state;
    }

    /// <summary>Runs a statement with parameters <c>@p0</c>, <c>@p1</c>… and returns the number of rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepared(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query with parameters <c>@p0</c>, <c>@p1</c>…; dispose the reader before the next use of the same statement.</summary>
    public DbDataReader Query(string sql, params ReadOnlySpan<object?> values) => Prepared(sql, values).ExecuteReader();

    /// <summary>Called on the writer's thread once the group is durable, in the order of the works and before any caller is answered. Must be quick.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    internal void Begin(DbTransaction transaction, bool repeated)
    {
        IsRepeated = repeated;
        _transaction = transaction;
        _states.Clear();
        _afterCommit.Clear();
        Database.ChangeTracker.Clear();
    }

    internal void WriteStates()
    {
        foreach (var state in _states.Values)
            state?.Write(this);
    }

    internal void Committed(Action<Exception> onFault)
    {
        foreach (var action in _afterCommit)
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                onFault(e);
            }
        }
        _afterCommit.Clear();
    }

    private DbCommand Prepared(string sql, ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out var command))
            _statements.Add(sql, command = Create(sql, values.Length));
        command.Transaction = _transaction;
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    private DbCommand Create(string sql, int parameters)
    {
        var command = Database.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
