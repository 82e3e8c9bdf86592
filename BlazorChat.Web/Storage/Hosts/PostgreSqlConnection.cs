using System.Data.Common;
using Npgsql;

namespace BlazorChat.Web.Storage.Hosts;

/// <summary>The connection strings of this host; whatever it changes carries its id.</summary>
internal sealed class PostgreSqlConnection(NpgsqlConnectionStringBuilder asConfigured, ThisHost host)
{
    /// <summary>
    /// Seconds that a statement may take, of the ten that callers wait: a lock of a host that is frozen is let go after ten (<see cref="StorageChoice"/>), which the
    /// second attempt sees.
    /// </summary>
    private const int StatementLimit = 8;

    private const int ConnectLimit = 5;

    /// <summary>For everything.</summary>
    public NpgsqlConnectionStringBuilder Pooled { get; } = Named(asConfigured, host);

    /// <summary>For one connection that is open as long as the host runs: whether it still is, is asked every few seconds.</summary>
    public string ForListening { get; } = new NpgsqlConnectionStringBuilder(Named(asConfigured, host).ToString()) { Pooling = false, KeepAlive = 5, CommandTimeout = 5 }.ToString();

    private static NpgsqlConnectionStringBuilder Named(NpgsqlConnectionStringBuilder connection, ThisHost host)
    {
        var named = new NpgsqlConnectionStringBuilder(connection.ToString());
        // A server that hangs, or is gone without a word, is given up before those who wait for it are. The long work of commands and migrations says so itself.
        var said = new DbConnectionStringBuilder { ConnectionString = connection.ToString() }; // Npgsql's own has every key
        if (!said.ContainsKey("Command Timeout"))
            named.CommandTimeout = StatementLimit;
        if (!said.ContainsKey("Timeout"))
            named.Timeout = ConnectLimit;
        var isSocketFile = connection.Host is ['/' or '@', ..];
        if (!isSocketFile && !said.ContainsKey("TCP Keepalive"))
            (named.TcpKeepAlive, named.TcpKeepAliveTime, named.TcpKeepAliveInterval) = (true, 10, 5);
        named.Options = $"{named.Options} -c {HostTables.HostSetting}={host.Id:D}".Trim();
        return named;
    }
}
