using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BlazorChat.Web.Storage;

/// <summary>
/// Knows who of this host waits for the one writer's place of the SQLite file, so that <see cref="GroupAppend"/> can let them in between two groups.
/// </summary>
/// <remarks>
/// SQLite keeps no queue: who meets a lock looks again after 1 to 100 ms (https://sqlite.org/c3ref/busy_timeout.html), and a group append that
/// has work is back within one. Under a steady load on a slow disk the others would meet a lock each time until they gave up.
/// Not known: writers of other processes, such as a command of the program; they rely on the load having gaps.
/// </remarks>
internal sealed class SqliteTurns : DbCommandInterceptor, IDbTransactionInterceptor
{
    /// <summary>Longer than the longest sleep between two looks.</summary>
    private const int MaxLettingMs = 150;

    private readonly object _lock = new();
    private int _waiting;
    private long _turns;

    /// <summary>Returns when as many as wait now have had their turn; at once when nobody waits, and soon in any case.</summary>
    public void LetOthersIn()
    {
        lock (_lock)
        {
            if (_waiting == 0)
                return;
            // Not until nobody waits: a stream of small writes would hold up every send.
            var enough = _turns + _waiting;
            var until = Environment.TickCount64 + MaxLettingMs;
            while (_turns < enough && until - Environment.TickCount64 is > 0 and var left)
                Monitor.Wait(_lock, (int)left);
        }
    }

    // What follows runs the act in EF Core's place, so that every end of it is seen: of a beginning that fails it tells no interceptor.

    public InterceptionResult<DbTransaction> TransactionStarting(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result) =>
        InTurn(() => connection.BeginTransaction(eventData.IsolationLevel));

    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default) =>
        new(TransactionStarting(connection, eventData, result)); // Microsoft.Data.Sqlite has no asynchronous I/O

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result) =>
        WritesAlone(command, eventData) ? InTurn(command.ExecuteNonQuery) : result;

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        new(NonQueryExecuting(command, eventData, result));

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) =>
        WritesAlone(command, eventData) ? InTurn(command.ExecuteReader) : result;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        new(ReaderExecuting(command, eventData, result));

    /// <summary>A statement that is a transaction of its own; one within a transaction has the place already.</summary>
    private static bool WritesAlone(DbCommand command, CommandEventData eventData) =>
        command.Transaction is null
        && eventData.CommandSource is CommandSource.SaveChanges or CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete or CommandSource.ExecuteSqlRaw;

    private InterceptionResult<T> InTurn<T>(Func<T> act)
    {
        lock (_lock)
            _waiting++;
        try
        {
            return InterceptionResult<T>.SuppressWithResult(act());
        }
        finally
        {
            lock (_lock)
            {
                _waiting--;
                _turns++;
                Monitor.PulseAll(_lock);
            }
        }
    }
}
