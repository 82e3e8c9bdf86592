using System.Collections.Concurrent;
using System.Diagnostics;
using BlazorChat.Tests.Support.Brokers;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Relay.RabbitMq;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Relay.RabbitMq;

/// <summary>Two hosts at a real broker, and what they notice when it does not do what it should.</summary>
[Collection(RabbitMqTests.Name)]
public sealed class RabbitMqRelayTests(RabbitMqFixture fixture)
{
    private const string Topic = "a conversation";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_message_is_with_the_other_host_once_and_in_order_and_with_the_own_one_too()
    {
        await using var one = await Host.StartAsync(fixture.Server);
        await using var two = await Host.StartAsync(fixture.Server);
        await Task.WhenAll(one.HearsAsync(two), two.HearsAsync(one));
        for (var seq = 1; seq <= 1000; seq++)
            one.Publish(seq);
        await two.UntilAsync(() => two.Seqs.Count >= 1000);
        two.Seqs.ShouldBe(Enumerable.Range(1, 1000).Select(seq => (long)seq));
        one.Seqs.ShouldBe(two.Seqs);
        two.Bodies.ShouldAllBe(body => body.Length == 3 && body[2] == 9);
    }

    [Fact]
    public async Task Another_partition_costs_the_other_host_nothing_and_is_heard_once_it_is_needed()
    {
        await using var one = await Host.StartAsync(fixture.Server);
        await using var two = await Host.StartAsync(fixture.Server);
        await Task.WhenAll(one.HearsAsync(two), two.HearsAsync(one));
        const string elsewhere = "another conversation";
        RelayPartition.Of(elsewhere).ShouldNotBe(RelayPartition.Of(Topic));
        one.Relay.Publish(new(elsewhere, 1, 0, default));
        one.Publish(1);
        await two.UntilAsync(() => !two.Seqs.IsEmpty);
        two.Seqs.ShouldBe([1]);

        var heard = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var bound = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (two.Relay.Subscribe(RelayPartition.Of(elsewhere), message => heard.TrySetResult(message.Seq), () => bound.TrySetResult()))
        {
            await bound.Task.WaitAsync(Soon);
            one.Relay.Publish(new(elsewhere, 2, 0, default));
            (await heard.Task.WaitAsync(Soon)).ShouldBe(2);
        }
    }

    [Fact]
    public async Task What_passes_is_passed_on_and_leaves_no_hole()
    {
        await using var one = await Host.StartAsync(fixture.Server);
        await using var two = await Host.StartAsync(fixture.Server);
        await Task.WhenAll(one.HearsAsync(two), two.HearsAsync(one));
        one.Publish(1);
        await two.UntilAsync(() => !two.Seqs.IsEmpty);
        await Task.Delay(RabbitMqRelay.Pace * 2); // the first message of a host is followed by a look into the database
        var missed = two.Missed;
        one.Relay.Publish(RelayMessage.Passing(Topic, new byte[] { 1 }));
        one.Publish(2);
        await two.UntilAsync(() => two.Seqs.Count == 3);
        await Task.Delay(RabbitMqRelay.Pace * 2);
        two.Seqs.ShouldBe([1, 0, 2]);
        two.Missed.ShouldBe(missed);
    }

    [Fact]
    public async Task What_is_no_frame_is_dropped_and_the_database_read()
    {
        await using var two = await Host.StartAsync(fixture.Server);
        await two.IsWellAsync();
        var missed = two.Missed;
        await using (var poisoner = await BrokerSession.OpenAsync(Address(fixture.Server), 0, "poisoner", (_, _) => { }))
            await poisoner.PublishAsync([(BrokerSession.KeyOf(RelayPartition.Of(Topic)), [0, 1, 2]), (BrokerSession.EveryHost, "<xml>"u8.ToArray())]);
        await two.UntilAsync(() => two.Missed >= missed + 2);
        await using var one = await Host.StartAsync(fixture.Server);
        await one.HearsAsync(two);
        one.Publish(1);
        await two.UntilAsync(() => !two.Seqs.IsEmpty);
    }

    [Fact]
    public async Task A_wrong_password_leaves_a_host_to_itself_that_says_so_and_goes_on_reading()
    {
        await using var alone = await Host.StartAsync(fixture.Server, "amqp://chat:wrong");
        alone.Publish(1);
        await alone.UntilAsync(() => !alone.Seqs.IsEmpty && alone.Missed >= 2);
        alone.Relay.TroubleSince.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_host_that_lives_by_the_database_and_is_not_heard_keeps_the_others_reading()
    {
        var hosts = Substitute.For<IHosts>();
        hosts.Living.Returns([ThisHost.Make()]);
        await using var one = await Host.StartAsync(fixture.Server, hosts: hosts);
        await one.UntilAsync(() => one.Relay.TroubleSince is null);
        await one.UntilAsync(() => one.Relay.TroubleSince is not null);
        var missed = one.Missed;
        await one.UntilAsync(() => one.Missed >= missed + 2);
        hosts.Living.Returns([]);
        await one.IsWellAsync();

        // One that was heard and is killed is missed until the database says that it lives no more.
        var other = ThisHost.Make();
        hosts.Living.Returns([other]);
        await using (var session = await BrokerSession.OpenAsync(Address(fixture.Server), 0, "killed", (_, _) => { }))
            await session.PublishAsync([(BrokerSession.EveryHost, new RelayFrame.Beat(other.Id, Leaving: false, []).Write())]);
        await one.UntilAsync(() => one.Relay.TroubleSince is not null);
        hosts.Living.Returns([]);
        await one.IsWellAsync();
    }

    [Fact]
    public async Task What_is_published_right_before_the_end_arrives_and_after_doubt_all_read_again()
    {
        await using var one = await Host.StartAsync(fixture.Server);
        var two = await Host.StartAsync(fixture.Server);
        await Task.WhenAll(one.HearsAsync(two), two.HearsAsync(one));
        var missed = (one.Missed, two.Missed);
        two.Relay.ReadAgain();
        await one.UntilAsync(() => one.Missed > missed.Item1);
        await two.UntilAsync(() => two.Missed > missed.Item2);
        await Task.Delay(RabbitMqRelay.Pace * 2);
        var before = one.Missed;
        for (var seq = 1; seq <= 2000; seq++)
            two.Publish(seq);
        await two.DisposeAsync();
        await one.UntilAsync(() => one.Seqs.Count >= 2000);
        await Task.Delay(HeardHosts.Silence + RabbitMqRelay.Pace);
        (one.Missed, one.Relay.TroubleSince).ShouldBe((before, null));
    }

    [Fact]
    public async Task A_host_that_stops_is_not_missed_and_one_that_is_killed_is_for_a_while()
    {
        await using var one = await Host.StartAsync(fixture.Server);
        var two = await Host.StartAsync(fixture.Server);
        await Task.WhenAll(one.HearsAsync(two), two.HearsAsync(one));
        await two.DisposeAsync();
        await Task.Delay(HeardHosts.Silence + RabbitMqRelay.Pace);
        one.Relay.TroubleSince.ShouldBeNull();

        var killed = new RelayFrame.Beat(Guid.NewGuid(), Leaving: false, []);
        await using (var session = await BrokerSession.OpenAsync(Address(fixture.Server), 0, "killed", (_, _) => { }))
            await session.PublishAsync([(BrokerSession.EveryHost, killed.Write())]);
        await one.UntilAsync(() => one.Relay.TroubleSince is not null);
        var missed = one.Missed;
        await one.UntilAsync(() => one.Missed >= missed + 2);
    }

    internal static BrokerAddress Address(RabbitMqServer server, string userInfo = $"amqp://{RabbitMqServer.User}:{RabbitMqServer.Password}") =>
        BrokerAddress.Read(new ConfigurationBuilder().AddInMemoryCollection(
            [new(BrokerAddress.ProviderSetting, "RabbitMq"), new(BrokerAddress.UriSetting, $"{userInfo}@127.0.0.1:{server.Port}")]).Build())!;

    /// <summary>The relay of one host, and what a subscriber of it hears.</summary>
    internal sealed class Host : IAsyncDisposable
    {
        private readonly InProcessRelay local = new(NullLogger<InProcessRelay>.Instance);
        private int missed;
        private IDisposable? subscription;

        private Host(BrokerAddress broker, IHosts? hosts)
        {
            var host = ThisHost.Make();
            Relay = new(broker, local, hosts ?? new OnlyHost(host), host, TimeProvider.System, NullLogger<RabbitMqRelay>.Instance);
        }

        public RabbitMqRelay Relay { get; }

        public ConcurrentQueue<long> Seqs { get; } = new();

        public ConcurrentQueue<byte[]> Bodies { get; } = new();

        public int Missed => Volatile.Read(ref missed);

        public static async Task<Host> StartAsync(RabbitMqServer server, string? userInfo = null, IHosts? hosts = null)
        {
            var host = new Host(userInfo is null ? Address(server) : Address(server, userInfo), hosts);
            host.subscription = host.Relay.Subscribe(RelayPartition.Of(Topic), host.Take, () => Interlocked.Increment(ref host.missed));
            await host.Relay.StartAsync(CancellationToken.None);
            return host;
        }

        public void Publish(long seq) => Relay.Publish(new(Topic, seq, 5, new byte[] { 1, 2, 9 }));

        public Task IsWellAsync() => UntilAsync(() => Relay.TroubleSince is null);

        /// <summary>Waits until what the other says arrives here.</summary>
        public async Task HearsAsync(Host other)
        {
            await Task.WhenAll(IsWellAsync(), other.IsWellAsync());
            var seen = Seqs.Count;
            var probe = other.UntilAsync(async () =>
            {
                other.Relay.Publish(RelayMessage.Passing(Topic, default));
                await Task.Delay(50);
                return Seqs.Count > seen;
            });
            await probe;
            await Task.Delay(RabbitMqRelay.Pace);
            Seqs.Clear();
            Bodies.Clear();
            other.Seqs.Clear();
            other.Bodies.Clear();
        }

        public Task UntilAsync(Func<bool> so) => UntilAsync(() => Task.FromResult(so()));

        public async ValueTask DisposeAsync()
        {
            subscription?.Dispose();
            await Relay.DisposeAsync();
            await local.DisposeAsync();
        }

        private async Task UntilAsync(Func<Task<bool>> so)
        {
            var watch = Stopwatch.StartNew();
            while (!await so())
            {
                watch.Elapsed.ShouldBeLessThan(Soon, $"{Seqs.Count} came, {Missed} times something was missed, trouble since {Relay.TroubleSince}");
                await Task.Delay(20);
            }
        }

        private void Take(RelayMessage message)
        {
            Bodies.Enqueue(message.Body.ToArray());
            Seqs.Enqueue(message.Seq);
        }
    }
}
