using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace BlazorChat.Tests.Support.DirectoryServers;

/// <summary>Somebody in the middle: passes bytes on, keeps a record of what the client said, and may change or hold back either side.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentBag<TcpClient> open = [];
    private readonly ConcurrentQueue<byte> said = new();
    private readonly int target;
    private int accepted;

    /// <param name="target">The port behind; 0: nobody is, and nobody answers.</param>
    public TcpProxy(int target)
    {
        this.target = target;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>Everything clients said, all connections together.</summary>
    public byte[] Said => [.. said];

    /// <summary>Called with each piece from the client. Null: end the connection. Empty: say nothing.</summary>
    public Func<byte[], byte[]?> FromClient { get; set; } = piece => piece;

    /// <summary>Called with each piece from the client; what it gives goes back to the client at once.</summary>
    public Func<byte[], byte[]?> Answer { get; set; } = _ => null;

    /// <summary>Called with each piece from the server.</summary>
    public Func<byte[], byte[]?> FromServer { get; set; } = piece => piece;

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        foreach (var client in open)
            client.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!ended.IsCancellationRequested)
            {
                var client = await listener.AcceptTcpClientAsync(ended.Token);
                Interlocked.Increment(ref accepted);
                open.Add(client);
                var server = new TcpClient();
                open.Add(server);
                if (target != 0)
                    await server.ConnectAsync(IPAddress.Loopback, target, ended.Token);
                _ = PumpAsync(client, target == 0 ? null : server, fromClient: true);
                if (target != 0)
                    _ = PumpAsync(server, client, fromClient: false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over, or the server behind is gone.
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient? to, bool fromClient)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, ended.Token) is var read and > 0)
            {
                var piece = buffer[..read];
                if (fromClient)
                {
                    foreach (var octet in piece)
                        said.Enqueue(octet);
                    if (Answer(piece) is { } answer)
                        await from.GetStream().WriteAsync(answer, ended.Token);
                }
                if ((fromClient ? FromClient(piece) : FromServer(piece)) is not { } passed)
                    break;
                if (to is not null)
                    await to.GetStream().WriteAsync(passed, ended.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One side went away.
        }
        from.Dispose();
        to?.Dispose();
    }
}
