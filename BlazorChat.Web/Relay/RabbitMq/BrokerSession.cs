using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace BlazorChat.Web.Relay.RabbitMq;

/// <summary>
/// One stay at the broker: what this host sends, and the queue of what it hears, until anything goes wrong. Then it has ended, whatever of it still hangs,
/// and another is opened; nothing recovers inside it.
/// </summary>
/// <remarks>
/// Two connections: the broker stops reading from one that publishes while its memory or disk is short, and what the other hears still comes.
/// The topology is declared here and is part of the protocol between hosts, hence its version in the names.
/// </remarks>
internal sealed class BrokerSession : IAsyncDisposable
{
    /// <summary>A direct exchange, durable: its messages are not, they are in the database.</summary>
    public const string Exchange = "blazorchat.relay.v1";

    /// <summary>The key of what every host hears.</summary>
    public const string EveryHost = "hosts";

    /// <summary>Whoever needs longer for a step is as good as away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly BasicProperties Transient = new() { DeliveryMode = DeliveryModes.Transient, ContentType = "application/octet-stream" };

    /// <summary>RFC 5280 4.2.1.12.</summary>
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly TaskCompletionSource<string> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<(int Partition, bool Bound, Action Done)> bindings = Channel.CreateUnbounded<(int, bool, Action)>(new() { SingleReader = true });
    private readonly List<IConnection> connections = [];
    private IChannel? sending;
    private IChannel? hearing;
    private string queue = "";

    private BrokerSession()
    {
    }

    /// <summary>Completes with why.</summary>
    public Task<string> Ended => ended.Task;

    /// <summary>Signs in, declares, and hears what every host hears.</summary>
    /// <param name="broker">Where.</param>
    /// <param name="node">Which of its addresses.</param>
    /// <param name="name">Of this host, as the broker's own pages show it.</param>
    /// <param name="heard">Called for each frame with the key it came by, one at a time.</param>
    public static async Task<BrokerSession> OpenAsync(BrokerAddress broker, int node, string name, Action<string, ReadOnlyMemory<byte>> heard)
    {
        var session = new BrokerSession();
        try
        {
            await session.BeginAsync(broker, broker.Nodes[node], name, heard).WaitAsync(Patience);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for the messages of a partition, or for no more of them; <paramref name="done"/> is called once the broker has done so.</summary>
    public void Bind(int partition, bool bound, Action done) => bindings.Writer.TryWrite((partition, bound, done));

    /// <summary>Completes once the broker has taken all of them. Throws what it met, or when that takes too long; then the session has ended.</summary>
    public async Task PublishAsync(IReadOnlyList<(string Key, byte[] Frame)> frames)
    {
        try
        {
            var confirmed = new Task[frames.Count];
            for (var i = 0; i < frames.Count; i++)
                confirmed[i] = sending!.BasicPublishAsync(Exchange, frames[i].Key, mandatory: false, Transient, frames[i].Frame).AsTask();
            await Task.WhenAll(confirmed).WaitAsync(Patience);
        }
        catch (Exception e)
        {
            End(e is TimeoutException ? "it does not confirm what it is sent" : e.Message);
            throw;
        }
    }

    public void End(string why) => ended.TrySetResult(why);

    public async ValueTask DisposeAsync()
    {
        End("closed");
        bindings.Writer.TryComplete();
        IConnection[] all;
        lock (connections)
            all = [.. connections];
        foreach (var connection in all)
            await CloseAsync(connection);
    }

    /// <summary>Orderly if it answers; one that hangs is left to the collector.</summary>
    private static async Task CloseAsync(IConnection connection)
    {
        try
        {
            await connection.CloseAsync(Constants.ReplySuccess, "closed", TimeSpan.FromSeconds(1), abort: true).WaitAsync(TimeSpan.FromSeconds(2));
            await connection.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(1));
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task BeginAsync(BrokerAddress broker, (string Host, int Port) node, string name, Action<string, ReadOnlyMemory<byte>> heard)
    {
        sending = await ConnectAsync(broker, node, $"{name} sends", new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await sending.ExchangeDeclareAsync(Exchange, ExchangeType.Direct, durable: true);
        hearing = await ConnectAsync(broker, node, $"{name} hears", options: null);
        // It goes with the connection; what is lost with it is read from the database.
        queue = (await hearing.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true)).QueueName;
        await hearing.QueueBindAsync(queue, Exchange, EveryHost);
        var consumer = new AsyncEventingBasicConsumer(hearing);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            heard(delivery.RoutingKey, delivery.Body);
            return Task.CompletedTask;
        };
        consumer.UnregisteredAsync += (_, _) => EndAsync("the queue of this host was deleted");
        hearing.CallbackExceptionAsync += (_, _) => EndAsync("what was heard could not be taken");
        await hearing.BasicConsumeAsync(queue, autoAck: true, consumer);
        _ = BindInTurnAsync();
    }

    private async Task<IChannel> ConnectAsync(BrokerAddress broker, (string Host, int Port) node, string name, CreateChannelOptions? options)
    {
        var factory = new ConnectionFactory
        {
            Uri = broker.Uri,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = Patience,
            RequestedConnectionTimeout = Patience,
            HandshakeContinuationTimeout = Patience,
            ContinuationTimeout = Patience,
        };
        var connection = await factory.CreateConnectionAsync([new AmqpTcpEndpoint(node.Host, node.Port, TlsOf(broker, node.Host))], name);
        lock (connections)
        {
            if (!ended.Task.IsCompleted)
                connections.Add(connection);
        }
        if (ended.Task.IsCompleted)
        {
            // Given up meanwhile: nobody owns it.
            await CloseAsync(connection);
            throw new OperationCanceledException(await ended.Task);
        }
        connection.ConnectionShutdownAsync += (_, reason) => EndAsync(reason.ReplyText);
        var channel = await connection.CreateChannelAsync(options);
        channel.ChannelShutdownAsync += (_, reason) => EndAsync(reason.ReplyText);
        return channel;
    }

    private static SslOption TlsOf(BrokerAddress broker, string host)
    {
        var tls = new SslOption { Enabled = broker.Tls, ServerName = host };
        if (broker is { Tls: true, CaFile: { } file })
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(file);
            tls.CertificateValidationCallback = (_, certificate, sent, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && certificate is X509Certificate2 shown && IsFrom(roots, shown, sent);
        }
        return tls;
    }

    /// <param name="roots">Those that are trusted.</param>
    /// <param name="shown">The broker's certificate.</param>
    /// <param name="sent">What the framework made of it; has the certificates of the CAs between that the broker sent with it.</param>
    private static bool IsFrom(X509Certificate2Collection roots, X509Certificate2 shown, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        if (sent is not null)
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        (chain.ChainPolicy.RevocationMode, chain.ChainPolicy.DisableCertificateDownloads) = (X509RevocationMode.NoCheck, true);
        return chain.Build(shown);
    }

    private async Task BindInTurnAsync()
    {
        try
        {
            await foreach (var (partition, bound, done) in bindings.Reader.ReadAllAsync())
            {
                await (bound ? hearing!.QueueBindAsync(queue, Exchange, KeyOf(partition)) : hearing!.QueueUnbindAsync(queue, Exchange, KeyOf(partition))).WaitAsync(Patience);
                done();
            }
        }
        catch (Exception e)
        {
            End(e.Message);
        }
    }

    public static string KeyOf(int partition) => Keys[partition];

    private static readonly string[] Keys = [.. Enumerable.Range(0, RelayPartition.Count).Select(partition => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"p{partition}"))];

    private Task EndAsync(string why)
    {
        End(why);
        return Task.CompletedTask;
    }
}
