using System.Diagnostics;
using System.Security.Cryptography;
using BlazorChat.Tests.Support.Brokers;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Relay.RabbitMq;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace BlazorChat.Bench;

/// <summary>
/// Messages of 2.4 KB a second from one host to another through the relay, beside what the broker's own client does with the same bodies: one exchange, one exclusive
/// queue, 512 publishes confirmed together. Bar: at least 60 % of that. In turns, since a machine is not as fast at every minute.
/// </summary>
internal static class RelayThroughput
{
    private const int Bytes = 2414;
    private const int Messages = 60_000;
    private const int Rounds = 3;
    private const int AtOnce = 512;

    /// <summary>So many may be under way: the relay drops what it cannot take, and here nobody reads a database.</summary>
    private const int Ahead = 4096;

    public static async Task RunAsync()
    {
        await using var broker = await RabbitMqServer.StartAsync();
        var body = RandomNumberGenerator.GetBytes(Bytes);
        var table = new Table("From one host to another, 2.4 KB each", "round", "relay/s", "client alone/s", "relay %");
        await OverRelayAsync(broker, body, Messages / 4);
        await OverClientAsync(broker, body, Messages / 4);
        for (var round = 1; round <= Rounds; round++)
        {
            var (relay, client) = (await OverRelayAsync(broker, body, Messages), await OverClientAsync(broker, body, Messages));
            table.Add(round, relay, client, 100 * relay / client);
        }
        table.Print();
    }

    private static async Task<double> OverRelayAsync(RabbitMqServer broker, byte[] body, int messages)
    {
        await using var from = await HostAsync(broker);
        await using var to = await HostAsync(broker);
        var done = new TaskCompletionSource();
        var received = 0;
        using var watch = to.GetRequiredService<IRelay>().Subscribe(RelayPartition.Of("topic"), _ =>
        {
            if (Interlocked.Increment(ref received) == messages)
                done.SetResult();
        }, () => { });
        var sending = from.GetRequiredService<IRelay>();
        while (sending.TroubleSince is not null || to.GetRequiredService<IRelay>().TroubleSince is not null)
            await Task.Delay(50);
        var clock = Stopwatch.StartNew();
        for (var i = 1; i <= messages; i++)
        {
            while (i - Volatile.Read(ref received) > Ahead)
                await Task.Delay(1);
            sending.Publish(new RelayMessage("topic", i, 0, body));
        }
        await done.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return messages / clock.Elapsed.TotalSeconds;
    }

    private static async Task<ServiceProvider> HostAsync(RabbitMqServer broker)
    {
        var settings = new Dictionary<string, string?>
        {
            [BrokerAddress.ProviderSetting] = "RabbitMq",
            [BrokerAddress.UriSetting] = $"amqp://{RabbitMqServer.User}:{RabbitMqServer.Password}@127.0.0.1:{broker.Port}/",
        };
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddRelay(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
        foreach (var service in services.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        return services;
    }

    private static async Task<double> OverClientAsync(RabbitMqServer broker, byte[] body, int messages)
    {
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = broker.Port, UserName = RabbitMqServer.User, Password = RabbitMqServer.Password };
        await using var sends = await factory.CreateConnectionAsync();
        await using var hears = await factory.CreateConnectionAsync();
        await using var sending = await sends.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await using var hearing = await hears.CreateChannelAsync();
        await sending.ExchangeDeclareAsync("bench", ExchangeType.Direct, autoDelete: true);
        var queue = (await hearing.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true)).QueueName;
        await hearing.QueueBindAsync(queue, "bench", "key");
        var done = new TaskCompletionSource();
        var received = 0;
        var consumer = new AsyncEventingBasicConsumer(hearing);
        consumer.ReceivedAsync += (_, _) =>
        {
            if (++received == messages)
                done.SetResult();
            return Task.CompletedTask;
        };
        await hearing.BasicConsumeAsync(queue, autoAck: true, consumer);
        var properties = new BasicProperties { DeliveryMode = DeliveryModes.Transient };
        var clock = Stopwatch.StartNew();
        for (var sent = 0; sent < messages; sent += AtOnce)
        {
            var confirmed = new Task[Math.Min(AtOnce, messages - sent)];
            for (var i = 0; i < confirmed.Length; i++)
                confirmed[i] = sending.BasicPublishAsync("bench", "key", mandatory: false, properties, body).AsTask();
            await Task.WhenAll(confirmed);
        }
        await done.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return messages / clock.Elapsed.TotalSeconds;
    }
}
