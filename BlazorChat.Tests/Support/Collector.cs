using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace BlazorChat.Tests.Support;

/// <summary>Takes what is sent by OTLP over HTTP (protobuf), and keeps the bytes: texts stand in them as they are.</summary>
internal sealed class Collector : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<(string Path, string Body)> taken = new();

    public Collector()
    {
        Address = $"http://127.0.0.1:{Ports.Next()}";
        listener.Prefixes.Add($"{Address}/");
        listener.Start();
        _ = TakeAsync();
    }

    public string Address { get; }

    public string Metrics => Of("/v1/metrics");

    public string Traces => Of("/v1/traces");

    public string All => string.Join('\n', taken.Select(one => one.Body));

    public void Dispose() => listener.Close();

    private string Of(string path) => string.Join('\n', taken.Where(one => one.Path == path).Select(one => one.Body));

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                taken.Enqueue((context.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray())));
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            return; // the test has ended
        }
    }
}
