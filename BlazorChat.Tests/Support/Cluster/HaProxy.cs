using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.Support.Cluster;

/// <summary>HAProxy with the configuration that docs/hosts.md gives, but for TLS: tests reach it as http://localhost, which browsers trust as they do https.</summary>
internal sealed class HaProxy : IAsyncDisposable
{
    private const string Program = "/usr/sbin/haproxy";
    private const string Cookie = "CHATNODE";

    private readonly string folder = Directory.CreateTempSubdirectory("haproxy-").FullName;
    private ServerProcess process = null!;

    public Uri Address { get; } = new($"http://localhost:{Ports.Next()}/");

    public static async Task<HaProxy> StartAsync(HostProcess one, HostProcess two)
    {
        var proxy = new HaProxy();
        var file = Path.Combine(proxy.folder, "haproxy.cfg");
        var documented = await File.ReadAllTextAsync(Repository.Folder("docs/hosts/haproxy.cfg"));
        await File.WriteAllTextAsync(file, documented
            .Replace(" ssl crt \"${CHAT_CERTIFICATE}\" alpn h2,http/1.1", "", StringComparison.Ordinal)
            .Replace("X-Forwarded-Proto https", "X-Forwarded-Proto http", StringComparison.Ordinal)
            .Replace(" httponly secure", " httponly", StringComparison.Ordinal));
        string[] settings =
        [
            $"CHAT_HTTPS=127.0.0.1:{proxy.Address.Port}", $"CHAT_HTTP=127.0.0.1:{Ports.Next()}", $"CHAT_HOST_1=127.0.0.1:{one.Address.Port}", $"CHAT_HOST_2=127.0.0.1:{two.Address.Port}",
        ];
        proxy.process = await ServerProcess.StartAsync("/usr/bin/env", [.. settings, Program, "-f", file, "-db"], [proxy.Address.Port], TimeSpan.FromSeconds(10));
        return proxy;
    }

    /// <summary>The cookie by which requests go to a host: 1 or 2.</summary>
    public static (string Name, string Value) CookieOf(int host) => (Cookie, host == 1 ? "one" : "two");

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
