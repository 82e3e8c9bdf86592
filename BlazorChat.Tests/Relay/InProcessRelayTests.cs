using BlazorChat.Web.Relay;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;

namespace BlazorChat.Tests.Relay;

public sealed class InProcessRelayTests : IAsyncDisposable
{
    private const string Topic = "a conversation";
    private readonly InProcessRelay _relay = new(NullLogger<InProcessRelay>.Instance);

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Fact]
    public async Task Subscribers_of_the_partition_get_messages_in_the_order_of_publishing()
    {
        var received = new List<long>();
        using var subscription = _relay.Subscribe(RelayPartition.Of(Topic), message => received.Add(message.Seq), Nothing);
        for (var seq = 1; seq <= 1000; seq++)
            _relay.Publish(Message(seq));
        await _relay.DisposeAsync();
        received.ShouldBe(Enumerable.Range(1, 1000).Select(seq => (long)seq));
    }

    [Fact]
    public async Task Another_partition_hears_nothing()
    {
        var received = 0;
        using var subscription = _relay.Subscribe((RelayPartition.Of(Topic) + 1) % RelayPartition.Count, _ => received++, Nothing);
        _relay.Publish(Message(1));
        await _relay.DisposeAsync();
        received.ShouldBe(0);
    }

    [Fact]
    public async Task A_subscriber_that_throws_hurts_only_itself()
    {
        var received = new List<long>();
        using var bad = _relay.Subscribe(RelayPartition.Of(Topic), _ => throw new InvalidOperationException("mine"), Nothing);
        using var good = _relay.Subscribe(RelayPartition.Of(Topic), message => received.Add(message.Seq), Nothing);
        _relay.Publish(Message(1));
        _relay.Publish(Message(2));
        await _relay.DisposeAsync();
        received.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_disposed_subscription_hears_nothing_more()
    {
        var received = 0;
        var done = new TaskCompletionSource();
        using var other = _relay.Subscribe(RelayPartition.Of(Topic), _ => done.TrySetResult(), Nothing);
        _relay.Subscribe(RelayPartition.Of(Topic), _ => received++, Nothing).Dispose();
        _relay.Publish(Message(1));
        await done.Task;
        received.ShouldBe(0);
    }

    [Fact]
    public async Task What_the_queue_could_not_take_is_told_as_missed()
    {
        var missed = new TaskCompletionSource();
        var first = true;
        using var release = new ManualResetEventSlim();
        using var slow = _relay.Subscribe(RelayPartition.Of(Topic), _ =>
        {
            if (first)
                release.Wait();
            first = false;
        }, Nothing);
        using var elsewhere = _relay.Subscribe((RelayPartition.Of(Topic) + 1) % RelayPartition.Count, _ => { }, () => missed.TrySetResult());
        for (var seq = 0; seq < InProcessRelay.MaxQueued + 10; seq++)
            _relay.Publish(Message(seq));
        missed.Task.IsCompleted.ShouldBeFalse();
        release.Set();
        await missed.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Partitions_are_the_same_everywhere_and_evenly_used()
    {
        RelayPartition.Of("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU").ShouldBe(Fixed);
        var counts = new int[RelayPartition.Count];
        for (var i = 0; i < 25_600; i++)
            counts[RelayPartition.Of(Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i))))]++;
        counts.Min().ShouldBeGreaterThan(50);
        counts.Max().ShouldBeLessThan(160);
    }

    // Computed once; a change would send publishers and subscribers of two versions past each other.
    private const int Fixed = 11;

    private static RelayMessage Message(long seq) => new(Topic, seq, 0, default);

    private static void Nothing()
    {
    }
}
