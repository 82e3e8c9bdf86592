using BlazorChat.Tests.Support.Brokers;
using BlazorChat.Tests.Support.DirectoryServers;
using Npgsql;

namespace BlazorChat.Tests.Support.Cluster;

/// <summary>
/// Two hosts as processes of their own behind HAProxy, with RabbitMQ, PostgreSQL and slapd, as docs/hosts.md sets them up. The servers are this one's own: tests
/// stop and break them.
/// </summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("blazorchat-cluster-").FullName;

    private TestCluster()
    {
    }

    public PostgresServer Postgres { get; private set; } = null!;

    public NpgsqlConnectionStringBuilder Database { get; private set; } = null!;

    public RabbitMqServer Broker { get; private set; } = null!;

    /// <summary>The further nodes of its cluster.</summary>
    public IReadOnlyList<RabbitMqServer> OtherNodes { get; private set; } = [];

    public SlapdServer Slapd { get; private set; } = null!;

    public HostProcess One { get; private set; } = null!;

    public HostProcess Two { get; private set; } = null!;

    public HaProxy Proxy { get; private set; } = null!;

    /// <param name="onSmallDisk">The database's disk can be filled.</param>
    /// <param name="nodes">Of the broker.</param>
    /// <param name="settings">Of both hosts, beyond those that make them two.</param>
    public static async Task<TestCluster> StartAsync(bool onSmallDisk = false, int nodes = 1, params string[] settings)
    {
        var cluster = new TestCluster();
        try
        {
            await cluster.BeginAsync(onSmallDisk, nodes, settings);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private async Task BeginAsync(bool onSmallDisk, int nodes, string[] more)
    {
        var broker = RabbitMqServer.StartAsync();
        var slapd = SlapdServer.StartAsync();
        Postgres = await Task.Run(() => new PostgresServer(onSmallDisk));
        Database = Postgres.Make("chat", tables: false);
        (Broker, Slapd) = (await broker, await slapd);
        for (var i = 1; i < nodes; i++)
            OtherNodes = [.. OtherNodes, await RabbitMqServer.StartAsync(Broker)];
        var secret = Path.Combine(folder, "hosts-secret");
        await File.WriteAllTextAsync(secret, Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N"));
        string[] settings =
        [
            "--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={Database}", $"--Hosts:SecretFile={secret}",
            "--Relay:Provider=RabbitMq", $"--Relay:RabbitMq:Uri=amqp://{RabbitMqServer.User}:{RabbitMqServer.Password}@127.0.0.1:{Broker.Port}/",
            "--Directory:Provider=Ldap", "--Directory:SyncInterval=00:00:05", .. LdapClient.SettingsFor(Slapd).Select(setting => $"--Directory:Ldap:{setting.Key}={setting.Value}"),
            $"--Pki:Path={Path.Combine(folder, "pki")}", "--Proxies:Known:0=127.0.0.1",
            .. OtherNodes.Select((node, i) => $"--Relay:RabbitMq:Nodes:{i}=127.0.0.1:{node.Port}"), .. more,
        ];
        // The first makes tables and authority, the second finds them.
        One = await HostProcess.StartAsync(settings);
        Two = await HostProcess.StartAsync(settings);
        Proxy = await HaProxy.StartAsync(One, Two);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[Proxy, Two, One, .. OtherNodes, Broker, Slapd])
        {
            if (part is not null)
                await part.DisposeAsync();
        }
        Postgres?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
