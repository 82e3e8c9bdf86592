using BlazorChat.Web.Features.Messages.Feed;
using BlazorChat.Web.Relay;
using NSubstitute;

namespace BlazorChat.Tests.Features.Messages;

public class FeedPartitionsTests
{
    [Fact]
    public void A_partition_is_bound_once_for_all_who_need_it_and_let_go_five_minutes_after_the_last()
    {
        var relay = Substitute.For<IRelay>();
        var clock = new Ticks();
        using var partitions = new FeedPartitions(relay, clock, _ => { }, () => { });
        var binding = relay.Subscribe(3, Arg.Any<Action<RelayMessage>>(), Arg.Any<Action>());
        relay.ClearReceivedCalls();

        partitions.Need(3);
        partitions.Need(3);
        relay.ReceivedWithAnyArgs(1).Subscribe(default, default!, default!);
        partitions.Release(3);
        clock.Now += TimeSpan.FromMinutes(6);
        partitions.Sweep();
        binding.DidNotReceive().Dispose();

        partitions.Release(3);
        clock.Now += TimeSpan.FromMinutes(4);
        partitions.Sweep();
        binding.DidNotReceive().Dispose();
        clock.Now += TimeSpan.FromMinutes(2);
        partitions.Sweep();
        binding.Received(1).Dispose();

        partitions.Need(3);
        relay.ReceivedWithAnyArgs(2).Subscribe(default, default!, default!);
    }

    private sealed class Ticks : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
