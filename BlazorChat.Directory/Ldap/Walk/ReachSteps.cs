using System.Globalization;
using System.Net;
using System.Net.Sockets;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Walk;

/// <summary>From the server's name to a connection that may be spoken on.</summary>
internal sealed class ReachSteps(ServerAddress server, LdapSettings settings)
{
    private readonly string port = server.Port.ToString(CultureInfo.InvariantCulture);

    public async Task<Found> ResolveAsync(CancellationToken cancellation)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(server.Host, cancellation).WaitAsync(cancellation);
            return Found.Passed(DirectoryFinding.Resolved, string.Join(", ", addresses.Select(address => address.ToString())));
        }
        catch (SocketException e)
        {
            return Found.Failed(DirectoryFinding.NotResolved, server.Host, e.Message);
        }
    }

    /// <summary>On a connection of its own, so that "nothing listens" and "TLS fails" are two results.</summary>
    public async Task<Found> ConnectAsync(CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, cancellation).AsTask().WaitAsync(cancellation);
            return Found.Passed(DirectoryFinding.Connected, port);
        }
        catch (SocketException e)
        {
            return Found.Failed(DirectoryFinding.NotConnected, port, e.Message);
        }
    }

    public async Task<(Found Found, LdapConnection Connection)> SecureAsync(CancellationToken cancellation)
    {
        var connection = await LdapConnection.OpenAsync(server, settings.Trust, cancellation);
        return (Found.Passed(server.Security is not ServerSecurity.Plain ? DirectoryFinding.Secured
            : server.IsLoopback ? DirectoryFinding.PlainOnThisMachine : DirectoryFinding.PlainOnNetwork), connection);
    }
}
