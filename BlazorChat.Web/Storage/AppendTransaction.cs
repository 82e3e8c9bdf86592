using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Storage;

/// <summary>
/// The open transaction of a group, as its works see it. Statements are prepared once per connection and used again by every group.
/// </summary>
public sealed class AppendTransaction
{
    /// <summary>Statements in one message: what a server has waiting stays small.</summary>
    private const int MaxDelayed = 500;

    private readonly Dictionary<string, DbCommand> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<(Type, string), IGroupState?> _states = [];
    private readonly HashSet<(Type, string)> _loadedAhead = [];
    private readonly List<Action> _afterCommit = [];
    private readonly List<DelayedStatement> _delayed = [];
    private readonly ChatDatabase _database;
    private IReadOnlyList<PendingWork> _works = [];
    private DbTransaction? _transaction;
    private PendingWork? _running;

    internal AppendTransaction(ChatDatabase database, AppendDialect dialect)
    {
        _database = database;
        Dialect = dialect;
    }

    /// <summary>
    /// The same transaction through EF Core, for rare works; nothing tracked outlives the work that tracked it.
    /// Never change through it what an <see cref="IGroupState"/> writes.
    /// </summary>
    public ChatDatabase Database
    {
        get
        {
            WriteDelayed();
            return _database;
        }
    }

    public AppendDialect Dialect { get; }

    /// <summary>The connection's own, for whoever begins and ends transactions.</summary>
    internal ChatDatabase Context => _database;

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

    /// <summary>
    /// Once per group and kind of state, where each question waits for a server: loads the states of many keys by one. Those it does not find are loaded, or not found,
    /// one by one.
    /// </summary>
    /// <param name="which">Tells several of one type apart.</param>
    /// <param name="load">The states by their keys. Rows are locked in the order of those.</param>
    public void Ahead<TState>(string which, Func<AppendTransaction, IEnumerable<KeyValuePair<string, TState>>> load) where TState : class, IGroupState
    {
        if (!Dialect.IsRemote || _works.Count < 2 || !_loadedAhead.Add((typeof(TState), which)))
            return;
        foreach (var (key, state) in load(this))
            _states.TryAdd((typeof(TState), key), state);
    }

    /// <summary>The keys of the group's works, in order.</summary>
    public IEnumerable<string> Keys => _works.Select(work => work.Key).Distinct(StringComparer.Ordinal);

    /// <summary>The group's works of a type.</summary>
    public IEnumerable<TWork> Works<TWork>() => _works.Select(work => work.Work).OfType<TWork>();

    /// <summary>Runs a statement with parameters <c>@p0</c>, <c>@p1</c>… and returns the number of rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        WriteDelayed();
        return Prepared(sql, values).ExecuteNonQuery();
    }

    /// <summary>Runs a query with parameters <c>@p0</c>, <c>@p1</c>…; dispose the reader before the next use of the same statement.</summary>
    public DbDataReader Query(string sql, params ReadOnlySpan<object?> values)
    {
        WriteDelayed();
        return Prepared(sql, values).ExecuteReader();
    }

    /// <summary>As <see cref="Execute"/>, where nobody asks for the number of rows: it may run later, but before everything that is asked of the database. A fault
    /// of it is its work's all the same.</summary>
    public void Write(string sql, params ReadOnlySpan<object?> values)
    {
        if (!Dialect.IsRemote)
        {
            Execute(sql, values);
            return;
        }
        _delayed.Add(new(_running, sql, values.ToArray()));
        if (_delayed.Count >= MaxDelayed)
            WriteDelayed();
    }

    /// <summary>Called on the writer's thread once the group is durable, in the order of the works and before any caller is answered. Must be quick.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    internal void Begin(DbTransaction transaction, IReadOnlyList<PendingWork> works, bool repeated)
    {
        IsRepeated = repeated;
        _transaction = transaction;
        _works = works;
        (_running, Culprit) = (null, null);
        _states.Clear();
        _loadedAhead.Clear();
        _afterCommit.Clear();
        _delayed.Clear();
        _database.ChangeTracker.Clear();
    }

    /// <summary>The work whose delayed statement has failed, while another one ran or none.</summary>
    internal PendingWork? Culprit { get; private set; }

    internal void Run(PendingWork work)
    {
        _running = work;
        work.Run(this);
        _running = null;
        _database.ChangeTracker.Clear();
    }

    internal void WriteStates()
    {
        foreach (var state in _states.Values)
            state?.Write(this);
        WriteDelayed();
    }

    private void WriteDelayed()
    {
        if (_delayed.Count == 0)
            return;
        using var batch = _database.Database.GetDbConnection().CreateBatch();
        batch.Transaction = _transaction;
        foreach (var statement in _delayed)
            batch.BatchCommands.Add(statement.In(batch));
        try
        {
            batch.ExecuteNonQuery();
        }
        catch (DbException e)
        {
            var at = e.BatchCommand is { } failed ? batch.BatchCommands.IndexOf(failed) : -1;
            Culprit = at < 0 ? null : _delayed[at].Work;
            throw;
        }
        finally
        {
            _delayed.Clear();
        }
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
        var command = _database.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <param name="Work">Whose it is; null: of what several share.</param>
    /// <param name="Sql">With parameters <c>@p0</c>, <c>@p1</c>…</param>
    /// <param name="Values">Theirs.</param>
    private readonly record struct DelayedStatement(PendingWork? Work, string Sql, object?[] Values)
    {
        public DbBatchCommand In(DbBatch batch)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = Sql;
            for (var i = 0; i < Values.Length; i++)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = ($"@p{i}", Values[i] ?? DBNull.Value);
                command.Parameters.Add(parameter);
            }
            return command;
        }
    }
}
