using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;

namespace BlazorChat.Bench;

/// <summary>
/// OCSP answers that were signed before, over HTTP on loopback: keep-alive connections that ask for one certificate after the other, each
/// waiting for its answer. The client is raw sockets in this process, so that it takes little of what it measures. Bar: 5,000 a second.
/// </summary>
internal static class OcspAnswers
{
    private const int Certificates = 100;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    public static async Task RunAsync()
    {
        await using var host = await Load.StartHostAsync();
        using var http = new HttpClient { BaseAddress = host.Address };
        var requests = await http.GetFromJsonAsync<string[]>($"bench/ocsp?n={Certificates}") ?? [];
        var table = new Table("OCSP answers without a nonce", "method", "connections", "answers/s", "p50 ms", "p99 ms", "host CPU us");
        byte[][] posts = [.. requests.Select(request => Post(host.Address, Convert.FromBase64String(request)))];
        byte[][] gets = [.. requests.Select(request => Get(host.Address, request))];
        await RunAsync(host.Address, posts, 8, Warming);
        foreach (var (method, messages, connections) in new[] { ("POST", posts, 1), ("POST", posts, 8), ("POST", posts, 32), ("GET", gets, 8) })
        {
            using var process = Process.GetProcessById(host.Id);
            var before = process.TotalProcessorTime;
            var times = await RunAsync(host.Address, messages, connections, Duration);
            process.Refresh();
            var percentiles = new Percentiles(times);
            table.Add(method, connections, times.Count / Duration.TotalSeconds, percentiles.At(50), percentiles.At(99), (process.TotalProcessorTime - before).TotalMicroseconds / times.Count);
        }
        table.Print();
    }

    private static byte[] Post(Uri address, byte[] der) =>
        [.. Encoding.ASCII.GetBytes($"POST /pki/ocsp HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/ocsp-request\r\nContent-Length: {der.Length}\r\n\r\n"), .. der];

    private static byte[] Get(Uri address, string request) =>
        Encoding.ASCII.GetBytes($"GET /pki/ocsp/{Uri.EscapeDataString(request)} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n");

    private static async Task<IReadOnlyCollection<TimeSpan>> RunAsync(Uri address, byte[][] messages, int connections, TimeSpan duration)
    {
        var times = await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => AskAsync(address, messages, i, duration))));
        return [.. times.SelectMany(list => list)];
    }

    private static async Task<List<TimeSpan>> AskAsync(Uri address, byte[][] messages, int from, TimeSpan duration)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        var buffer = new byte[16 * 1024];
        var times = new List<TimeSpan>();
        var began = Stopwatch.GetTimestamp();
        for (var i = from; Stopwatch.GetElapsedTime(began) < duration; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            await stream.WriteAsync(messages[i % messages.Length]);
            await ReadAsync(stream, buffer);
            times.Add(Stopwatch.GetElapsedTime(asked));
        }
        return times;
    }

    /// <exception cref="InvalidOperationException">Anything but an answer that says something.</exception>
    private static async Task ReadAsync(NetworkStream stream, byte[] buffer)
    {
        var (read, end) = (0, -1);
        while (end < 0)
        {
            read += await ReadMoreAsync(stream, buffer, read);
            end = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
        }
        var head = Encoding.ASCII.GetString(buffer, 0, end);
        var length = head.Split("\r\n").Where(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase)).Select(line => int.Parse(line.AsSpan(16), System.Globalization.CultureInfo.InvariantCulture)).First();
        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) || length < 1000)
            throw new InvalidOperationException(head);
        while (read < end + 4 + length)
            read += await ReadMoreAsync(stream, buffer, read);
    }

    private static async Task<int> ReadMoreAsync(NetworkStream stream, byte[] buffer, int from)
    {
        var read = await stream.ReadAsync(buffer.AsMemory(from));
        return read > 0 ? read : throw new InvalidOperationException("The host closed the connection.");
    }
}
