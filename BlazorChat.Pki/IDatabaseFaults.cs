using System.Data.Common;
using System.Net.Sockets;

namespace BlazorChat.Pki;

/// <summary>What faults of the database mean; each product says it in its own way. Where nobody tells, none passes.</summary>
public interface IDatabaseFaults
{
    /// <summary>It passes: the same may simply be tried again.</summary>
    bool IsTransient(Exception fault);

    /// <summary>The connection is gone, and with it the answer of a commit that was on its way; such a fault is transient as well.</summary>
    bool IsLost(Exception fault);

    /// <summary>For when a connection was lost: those that wait in the pool are most likely gone as well, and nobody else is to meet them.</summary>
    void ForgetIdleConnections();
}

public static class DatabaseFault
{
    /// <returns>What <see cref="IDatabaseFaults"/> can judge of an exception or of what caused it; a name that does not resolve comes from Npgsql as it is. Null: nothing.</returns>
    public static Exception? Of(Exception? e)
    {
        while (e is not null and not DbException and not SocketException)
            e = e.InnerException;
        return e;
    }
}

internal sealed class NoTransientFaults : IDatabaseFaults
{
    public bool IsTransient(Exception fault) => false;

    public bool IsLost(Exception fault) => false;

    public void ForgetIdleConnections()
    {
    }
}
