using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.Support.Brokers;

/// <summary>A throw-away RabbitMQ node: own folder, own ports, own port mapper, one user.</summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    public const string User = "chat";
    public const string Password = "broker-password";
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string Control = "/usr/lib/rabbitmq/bin/rabbitmqctl";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly string folder = Directory.CreateTempSubdirectory("rabbitmq-").FullName;
    private readonly RabbitMqServer? first;
    private readonly int mapperPort;
    private readonly string cookie;
    private readonly int nodesPort = Ports.Next();
    private ServerProcess? process;

    private RabbitMqServer(RabbitMqServer? first)
    {
        this.first = first;
        (mapperPort, cookie) = first is null ? (Ports.Next(), Guid.NewGuid().ToString("N")) : (first.mapperPort, first.cookie);
    }

    public int Port { get; } = Ports.Next();

    /// <summary>Where it speaks TLS, if it does.</summary>
    public int TlsPort { get; } = Ports.Next();

    /// <summary>PEM files: its certificate and key, and the certificate of the CA that signed it, which it sends along.</summary>
    private (string Certificate, string Key, string Ca)? Tls { get; init; }

    /// <param name="first">The node whose cluster it joins; null: it is one of its own.</param>
    /// <param name="tls">PEM files: its certificate and key, and the certificate of the CA that signed it, which it sends along; null: it does not speak TLS.</param>
    public static async Task<RabbitMqServer> StartAsync(RabbitMqServer? first = null, (string Certificate, string Key, string Ca)? tls = null)
    {
        var server = new RabbitMqServer(first) { Tls = tls };
        try
        {
            await server.PrepareAsync();
            await server.ResumeAfterStopAsync();
            if (first is not null)
            {
                await server.ControlAsync("stop_app");
                await server.ControlAsync("join_cluster", first.Node);
                await server.ControlAsync("start_app");
            }
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>rabbitmqctl, as on the machine of a broker.</summary>
    public Task<string> ControlAsync(params string[] arguments) => Tool.RunAsync("/usr/bin/env", [.. Environment, .. AsItsUser, Control, .. arguments]);

    /// <summary>SIGSTOP: it takes connections, and says nothing. SIGCONT: it goes on.</summary>
    public async Task SignalAsync(string signal) => await Tool.RunAsync("/bin/kill", [$"-{signal}", (await File.ReadAllTextAsync(PidFile)).Trim()]);

    /// <summary>Ends it at once, as a crash would; what it holds is not lost.</summary>
    public async Task StopAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        process = null;
    }

    public async Task ResumeAfterStopAsync()
    {
        try
        {
            process = await ServerProcess.StartAsync("/usr/bin/env", [.. Environment, .. AsItsUser, Program], [Port], StartLimit);
            await ControlAsync("await_startup");
        }
        catch (InvalidOperationException e)
        {
            var log = Directory.EnumerateFiles(Path.Combine(folder, "log"), "*.log").SelectMany(File.ReadLines).TakeLast(40);
            throw new InvalidOperationException($"{e.Message}\n{string.Join('\n', log)}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        try
        {
            if (first is not null)
                return;
            // It started the mapper behind itself.
            await Tool.RunAsync("/usr/bin/epmd", ["-port", $"{mapperPort}", "-kill"]);
        }
        catch (InvalidOperationException)
        {
            // There was none.
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Node => $"chat{nodesPort}@localhost";

    private string PidFile => Path.Combine(folder, "rabbit.pid");

    /// <summary>It refuses to run as root, as one should.</summary>
    private static string[] AsItsUser => System.Environment.IsPrivilegedProcess ? ["/usr/bin/setpriv", "--reuid=rabbitmq", "--regid=rabbitmq", "--clear-groups"] : [];

    private string[] Environment =>
    [
        $"HOME={folder}", $"RABBITMQ_NODENAME={Node}", "RABBITMQ_NODE_IP_ADDRESS=127.0.0.1", $"RABBITMQ_DIST_PORT={nodesPort}",
        $"RABBITMQ_MNESIA_BASE={Path.Combine(folder, "mnesia")}", $"RABBITMQ_LOG_BASE={Path.Combine(folder, "log")}", $"RABBITMQ_CONFIG_FILE={Path.Combine(folder, "rabbitmq.conf")}",
        "RABBITMQ_CONF_ENV_FILE=/dev/null", $"RABBITMQ_ENABLED_PLUGINS_FILE={Path.Combine(folder, "enabled_plugins")}", $"RABBITMQ_GENERATED_CONFIG_DIR={Path.Combine(folder, "generated")}",
        $"RABBITMQ_PID_FILE={PidFile}", "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}", "ERL_EPMD_ADDRESS=127.0.0.1", $"ERL_EPMD_PORT={mapperPort}",
    ];

    private async Task PrepareAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{Port}
            loopback_users = none
            default_user = {User}
            default_pass = {Password}
            log.console = false
            vm_memory_high_watermark.absolute = 1GB
            disk_free_limit.absolute = 50MB

            """);
        if (Tls is { } tls)
        {
            string Own(string file, string name)
            {
                File.Copy(file, Path.Combine(folder, name));
                return Path.Combine(folder, name);
            }
            await File.AppendAllTextAsync(Path.Combine(folder, "rabbitmq.conf"), $"""
                listeners.ssl.1 = 127.0.0.1:{TlsPort}
                ssl_options.certfile = {Own(tls.Certificate, "tls.crt")}
                ssl_options.keyfile = {Own(tls.Key, "tls.key")}
                ssl_options.cacertfile = {Own(tls.Ca, "ca.crt")}
                ssl_options.verify = verify_none
                """);
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "enabled_plugins"), "[].");
        var cookieFile = Path.Combine(folder, ".erlang.cookie");
        await File.WriteAllTextAsync(cookieFile, cookie);
        await Tool.RunAsync("/bin/chmod", ["400", cookieFile]);
        if (System.Environment.IsPrivilegedProcess)
            await Tool.RunAsync("/bin/chown", ["-R", "rabbitmq:rabbitmq", folder]);
    }
}
