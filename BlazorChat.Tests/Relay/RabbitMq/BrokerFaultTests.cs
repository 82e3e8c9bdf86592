using BlazorChat.Tests.Support.Brokers;
using Shouldly;
using Host = BlazorChat.Tests.Relay.RabbitMq.RabbitMqRelayTests.Host;

namespace BlazorChat.Tests.Relay.RabbitMq;

/// <summary>
/// A broker that is bent and broken: after each fault both hosts are told to read the database, and hear each other again. That nothing of what they read is lost
/// is the database's promise.
/// </summary>
public sealed class BrokerFaultTests : IAsyncLifetime
{
    private RabbitMqServer broker = null!;
    private Host one = null!;
    private Host two = null!;

    public async Task InitializeAsync()
    {
        broker = await RabbitMqServer.StartAsync();
        one = await Host.StartAsync(broker);
        two = await Host.StartAsync(broker);
        await one.HearsAsync(two);
        await two.HearsAsync(one);
    }

    public async Task DisposeAsync()
    {
        await one.DisposeAsync();
        await two.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Fact, Trait("Category", "Long")]
    public async Task Every_fault_is_noticed_told_and_over_when_it_is_over()
    {
        // Its connections are cut: what was on its way is lost.
        await PassesAsync(
            () => broker.ControlAsync("close_all_connections", "by a test"),
            () => Task.CompletedTask, isTrouble: false);
        // Killed, and started again without its queues.
        await PassesAsync(broker.StopAsync, broker.ResumeAfterStopAsync);
        // Takes connections, and says nothing.
        await PassesAsync(() => broker.SignalAsync("STOP"), () => broker.SignalAsync("CONT"));
        // Short of memory: takes nothing from who publishes.
        await PassesAsync(
            () => broker.ControlAsync("set_vm_memory_high_watermark", "absolute", "1"),
            async () =>
            {
                // Both are let in again and again meanwhile, and that is no end of it.
                var since = (one.Relay.TroubleSince, two.Relay.TroubleSince);
                for (var i = 0; i < 100; i++)
                {
                    one.Publish(1000 + i);
                    two.Publish(1000 + i);
                    await Task.Delay(200);
                    (one.Relay.TroubleSince, two.Relay.TroubleSince).ShouldBe(since);
                }
                await broker.ControlAsync("set_vm_memory_high_watermark", "absolute", "1GB");
            });
    }

    private async Task PassesAsync(Func<Task> begin, Func<Task> end, bool isTrouble = true)
    {
        var missed = two.Missed;
        await begin();
        for (var seq = 1; seq <= 100; seq++)
            one.Publish(seq);
        await one.UntilAsync(() => one.Seqs.Count >= 100); // within a host at once
        if (isTrouble)
        {
            await two.UntilAsync(() => two.Relay.TroubleSince is not null);
            var since = two.Missed;
            await two.UntilAsync(() => two.Missed >= since + 2);
        }
        await end();
        await two.UntilAsync(() => two.Missed > missed);
        await one.HearsAsync(two);
        await two.HearsAsync(one);
        one.Relay.TroubleSince.ShouldBeNull();
        two.Relay.TroubleSince.ShouldBeNull();
        one.Publish(1);
        await two.UntilAsync(() => two.Seqs.Count == 1);
    }
}
