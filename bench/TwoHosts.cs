using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.Brokers;

namespace BlazorChat.Bench;

/// <summary>
/// Messages from people on one host to 100 readers, on the same host and on another one, over PostgreSQL (which syncs) and RabbitMQ. Bar: the way over two hosts
/// adds at most 5 ms at p50 and 15 ms at p99 at 200 messages a second.
/// </summary>
internal static class TwoHosts
{
    public static async Task RunAsync(params string[] options)
    {
        using var postgres = new PostgresServer(syncs: true);
        await using var broker = await RabbitMqServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory("blazorchat-bench-");
        var secret = Path.Combine(folder.FullName, "secret");
        await File.WriteAllTextAsync(secret, $"{Guid.NewGuid():N}{Guid.NewGuid():N}");
        string[] settings =
        [
            "--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={postgres.Make("bench", tables: false)}", $"--Hosts:SecretFile={secret}", "--Relay:Provider=RabbitMq",
            $"--Relay:RabbitMq:Uri=amqp://{RabbitMqServer.User}:{RabbitMqServer.Password}@127.0.0.1:{broker.Port}/", $"--Pki:Path={Path.Combine(folder.FullName, "pki")}",
        ];
        await using var one = await Load.StartHostAsync(settings);
        await using var two = await Load.StartHostAsync(settings);
        await Load.RunAsync(one, "deliveries", ["--readers=100", "--rates=200", "--seconds=20", $"--also={two.Address.GetLeftPart(UriPartial.Authority)}", .. options]);
        folder.Delete(recursive: true);
    }
}
