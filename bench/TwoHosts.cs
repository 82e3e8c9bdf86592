using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.Brokers;

namespace BlazorChat.Bench;

/// <summary>
/// Messages from people on one host to 100 readers over PostgreSQL (which syncs) and RabbitMQ: on that host alone, and then on it and on another one. Bar: two hosts
/// add at most 5 ms at p50 and 15 ms at p99 at 200 messages a second.
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
        string[] load = ["--readers=100", "--rates=200", "--seconds=20", "--rounds=3", .. options];
        await using (var alone = await Load.StartHostAsync(Settings("alone")))
            await Load.RunAsync(alone, "deliveries", load);
        await using (var one = await Load.StartHostAsync(Settings("two")))
        await using (var two = await Load.StartHostAsync(Settings("two")))
            await Load.RunAsync(one, "deliveries", [.. load, $"--also={two.Address.GetLeftPart(UriPartial.Authority)}"]);
        folder.Delete(recursive: true);

        string[] Settings(string database) =>
        [
            "--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={(postgres.Has(database) ? postgres.Connection(database) : postgres.Make(database, tables: false))}",
            $"--Hosts:SecretFile={secret}", "--Relay:Provider=RabbitMq", $"--Relay:RabbitMq:Uri=amqp://{RabbitMqServer.User}:{RabbitMqServer.Password}@127.0.0.1:{broker.Port}/",
            $"--Pki:Path={Path.Combine(folder.FullName, database)}",
        ];
    }
}
