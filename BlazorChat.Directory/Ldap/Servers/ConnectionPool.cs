using System.Collections.Concurrent;
using System.Globalization;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Servers;

/// <summary>
/// Connections to one server for one purpose, each used by one caller at a time, never more than a limit. One that broke or
/// ran into a deadline is closed, not kept; one that the server closed while idle is replaced without the caller knowing.
/// </summary>
internal sealed class ConnectionPool(ServerAddress server, int limit, TimeProvider clock, Func<CancellationToken, Task<LdapConnection>> open) : IDisposable
{
    // Shorter than firewalls and servers forget idle connections: what they forget without a word costs a deadline.
    private static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(45);

    private readonly ConcurrentStack<(LdapConnection Connection, long Since)> idle = new();
    private readonly SemaphoreSlim slots = new(limit);

    /// <summary>Lends a connection. The act may run twice if nothing came back on a connection that had been idle, so it must not
    /// write, unless <paramref name="fresh"/>: then it has a new connection and runs once.</summary>
    public async Task<T> UseAsync<T>(Func<LdapConnection, CancellationToken, Task<T>> act, CancellationToken cancellation, bool fresh = false)
    {
        await EnterAsync(cancellation);
        try
        {
            while (true)
            {
                var kept = fresh ? null : TakeIdle();
                var connection = kept ?? await open(cancellation);
                try
                {
                    var result = await act(connection, cancellation);
                    idle.Push((connection, clock.GetTimestamp()));
                    return result;
                }
                catch (Exception e)
                {
                    connection.Dispose();
                    if (kept is null || e is not LdapFaultException { Fault: LdapFault.Closed })
                        throw;
                }
            }
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>Closes what is idle.</summary>
    public void Clear()
    {
        while (idle.TryPop(out var one))
            one.Connection.Dispose();
    }

    public void Dispose() => Clear();

    private async Task EnterAsync(CancellationToken cancellation)
    {
        try
        {
            await slots.WaitAsync(cancellation);
        }
        catch (OperationCanceledException e)
        {
            throw new LdapFaultException(e, LdapFault.Crowded, DirectoryFinding.ConnectionsInUse, limit.ToString(CultureInfo.InvariantCulture)) { Server = server };
        }
    }

    private LdapConnection? TakeIdle()
    {
        while (idle.TryPop(out var one))
        {
            if (clock.GetElapsedTime(one.Since) < MaxIdle)
                return one.Connection;
            one.Connection.Dispose();
        }
        return null;
    }
}
