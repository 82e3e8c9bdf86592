using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace BlazorChat.Tests.Support;

/// <summary>
/// Ports of the loopback address for servers of tests. A server binds its port some seconds after it was chosen, so none is given twice,
/// and none that the system might give to a connection of somebody else meanwhile (Linux takes those from 32768 on).
/// </summary>
internal static class Ports
{
    private const int First = 10_000;
    private const int End = 32_000;

    /// <summary>Another place for each run of the tests, should two run side by side.</summary>
    private static int last = RandomNumberGenerator.GetInt32(First, End);

    public static int Next()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref last) - First) % (End - First);
            if (IsFree(port))
                return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
