using System.Net.Sockets;
using Npgsql;

namespace BlazorChat.Web.Storage;

internal sealed class PostgreSqlAppendDialect(NpgsqlConnectionStringBuilder connection) : AppendDialect
{
    private const string Share = "SELECT pg_try_advisory_xact_lock_shared(hashtextextended(@p0, 0))";

    /// <summary>https://www.postgresql.org/docs/15/errcodes-appendix.html; Npgsql has no name for it.</summary>
    private const string IdleInTransaction = "25P03";

    public override string RowLock => " FOR UPDATE";

    public override bool IsRemote => true;

    public override bool IsTransient(Exception fault) => IsLost(fault) || (fault as PostgresException)?.SqlState
        is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable
        or PostgresErrorCodes.TooManyConnections;

    /// <summary>Broken off on the way, or ended by the server: it restarts, or found the transaction idle for too long (a host that was frozen).</summary>
    public override bool IsLost(Exception fault) => fault switch
    {
        PostgresException { SqlState: var state } => state
            is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or IdleInTransaction
            || state.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException => fault.InnerException is IOException or SocketException or TimeoutException or EndOfStreamException or NpgsqlException,
        SocketException => true, // its name does not resolve
        _ => false,
    };

    public override void ForgetIdleConnections()
    {
        using var any = new NpgsqlConnection(connection.ToString());
        NpgsqlConnection.ClearPool(any);
    }

    public override bool IsFull(Exception fault) => fault is PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    public override bool TryShareTurn(AppendTransaction transaction, string what)
    {
        using var row = transaction.Query(Share, what);
        return row.Read() && row.GetBoolean(0);
    }

    /// <summary>Writers meet at rows, and queue there.</summary>
    public override void LetOthersIn()
    {
    }
}
