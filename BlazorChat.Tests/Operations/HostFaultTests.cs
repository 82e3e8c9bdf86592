using System.Diagnostics;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.Brokers;
using BlazorChat.Tests.Support.Cluster;
using BlazorChat.Web.Relay.RabbitMq;
using RabbitMQ.Client;
using Shouldly;

namespace BlazorChat.Tests.Operations;

/// <summary>
/// What can go wrong in an installation of two hosts, while 100 people write to each other on them. After each the history of what was sent, acknowledged and
/// shown is judged, and nobody may have been signed out.
/// </summary>
[Trait("Category", "Long"), Collection(Talking.Collection)]
public sealed class HostFaultTests(Talking talking) : IClassFixture<Talking>
{
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(8);

    /// <summary>A broker that hangs is noticed by its silence of three seconds; from then on hosts read the database each second.</summary>
    internal static readonly TimeSpan WithoutBroker = Talking.AtOnce + TimeSpan.FromSeconds(3);

    private TestCluster Cluster => talking.Cluster;

    [Fact]
    public Task Nothing_at_all() => talking.ThroughAsync(() => Task.Delay(Lasting), mayRefuse: false, meanwhile: Talking.AtOnce);

    [Fact]
    public Task The_broker_is_killed_and_comes_back() => BrokerFaultAsync(async () =>
    {
        await Cluster.Broker.StopAsync();
        await Task.Delay(Lasting);
        await Cluster.Broker.ResumeAfterStopAsync();
    });

    [Fact]
    public Task The_broker_is_short_of_memory() => BrokerFaultAsync(async () =>
    {
        await Cluster.Broker.ControlAsync("set_vm_memory_high_watermark", "absolute", "1MB");
        await Task.Delay(Lasting);
        await Cluster.Broker.ControlAsync("set_vm_memory_high_watermark", "absolute", "1GB");
    });

    [Fact]
    public Task The_broker_has_lost_its_queues() => BrokerFaultAsync(async () =>
    {
        await Cluster.Broker.ControlAsync("stop_app");
        await Cluster.Broker.ControlAsync("reset");
        await Cluster.Broker.ControlAsync("start_app");
        await Task.Delay(Lasting);
    });

    [Fact]
    public Task The_broker_does_not_take_the_password_any_more() => BrokerFaultAsync(async () =>
    {
        await Cluster.Broker.ControlAsync("change_password", RabbitMqServer.User, "another");
        await Cluster.Broker.ControlAsync("close_all_connections", "test");
        await Task.Delay(Lasting);
        await Cluster.Broker.ControlAsync("change_password", RabbitMqServer.User, RabbitMqServer.Password);
    });

    [Fact]
    public Task Somebody_publishes_what_no_host_can_read() => talking.ThroughAsync(async () =>
    {
        var factory = new ConnectionFactory { HostName = "127.0.0.1", Port = Cluster.Broker.Port, UserName = RabbitMqServer.User, Password = RabbitMqServer.Password };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var key in Enumerable.Range(0, 256).Select(BrokerSession.KeyOf).Append(BrokerSession.EveryHost))
            await channel.BasicPublishAsync(BrokerSession.Exchange, key, new byte[] { 1, 2, 3 });
        await Task.Delay(Lasting);
    }, mayRefuse: false, meanwhile: Talking.AtOnce);

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public Task The_database_is_restarted(string how) => talking.ThroughAsync(async () =>
    {
        await Task.Run(() => Cluster.Postgres.Stop(how));
        await Task.Run(Cluster.Postgres.Start);
        await Task.Delay(Lasting);
    });

    [Fact]
    public Task The_database_is_away_for_20_seconds() => talking.ThroughAsync(async () =>
    {
        await Task.Run(() => Cluster.Postgres.Stop());
        await Task.Delay(TimeSpan.FromSeconds(20));
        await Task.Run(Cluster.Postgres.Start);
    });

    [Fact]
    public Task The_disk_of_the_database_is_full() => talking.ThroughAsync(async () =>
    {
        Cluster.Postgres.FillDisk();
        await Task.Delay(Lasting);
        Cluster.Postgres.EmptyDisk();
        await Task.Run(Cluster.Postgres.StartIfStopped);
    });

    [Fact]
    public Task A_host_is_killed() => talking.ThroughAsync(async () =>
    {
        await Cluster.Two.KillAsync();
        await Task.Delay(Lasting);
        await Cluster.Two.StartAsync();
    });

    [Fact]
    public Task A_host_ends_in_order() => talking.ThroughAsync(async () =>
    {
        await Cluster.Two.StopAsync();
        await Task.Delay(Lasting);
        await Cluster.Two.StartAsync();
    });

    [Fact]
    public Task A_host_is_frozen_for_30_seconds_and_goes_on() => talking.ThroughAsync(async () =>
    {
        await Cluster.Two.SignalAsync("STOP");
        await Task.Delay(TimeSpan.FromSeconds(30));
        await Cluster.Two.SignalAsync("CONT");
        await Task.Delay(Lasting);
    });

    [Fact]
    public Task The_clock_of_a_host_is_five_minutes_fast() => talking.ThroughAsync(async () =>
    {
        await Cluster.Two.StopAsync();
        Cluster.Two.ClockOff = TimeSpan.FromMinutes(5);
        await Cluster.Two.StartAsync();
        await Task.Delay(Lasting);
        await Cluster.Two.StopAsync();
        Cluster.Two.ClockOff = TimeSpan.Zero;
        await Cluster.Two.StartAsync();
    });

    [Fact]
    public Task Clients_send_each_message_to_both_hosts_at_once() => talking.ThroughAsync(() => Task.Delay(Lasting), mayRefuse: false, twice: true, meanwhile: Talking.AtOnce);

    /// <summary>Both hosts lose the broker and find it again: otherwise the fault was none, or the hosts chat on without.</summary>
    private Task BrokerFaultAsync(Func<Task> fault) => talking.ThroughAsync(async () =>
    {
        HostProcess[] hosts = [Cluster.One, Cluster.Two];
        var before = hosts.Select(Stays).ToList();
        await fault();
        var watch = Stopwatch.StartNew();
        foreach (var (host, (ended, begun)) in hosts.Zip(before))
        {
            while (Stays(host) is var now && (now.Ended == ended || now.Begun == begun))
            {
                watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(40), host.Output);
                await Task.Delay(200);
            }
        }
    }, mayRefuse: false, meanwhile: WithoutBroker);

    /// <summary>As the host's log has them.</summary>
    private static (int Ended, int Begun) Stays(HostProcess host)
    {
        var lines = host.Output.Split('\n');
        return (lines.Count(line => line.Contains("The stay at the broker", StringComparison.Ordinal)),
            lines.Count(line => line.Contains("The broker at", StringComparison.Ordinal) && line.Contains("is there", StringComparison.Ordinal)));
    }
}
