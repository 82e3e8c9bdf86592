using BlazorChat.Tests.Support;
using BlazorChat.Web.Relay.RabbitMq;
using Shouldly;

namespace BlazorChat.Tests.Relay.RabbitMq;

public class HeardHostsTests
{
    private const int Partition = 3;
    private static readonly Guid Other = Guid.NewGuid();
    private readonly TestClock clock = new();
    private readonly HeardHosts heard;

    public HeardHostsTests()
    {
        heard = new(clock);
        heard.Bind(Partition, comes: true);
        heard.Follows(Other, Partition, 5);
    }

    [Fact]
    public void The_next_one_follows_and_a_hole_is_noticed_once()
    {
        heard.Follows(Other, Partition, 6).ShouldBeTrue();
        heard.Follows(Other, Partition, 8).ShouldBeFalse();
        heard.Follows(Other, Partition, 9).ShouldBeTrue();
        heard.Follows(Guid.NewGuid(), Partition, 9).ShouldBeFalse("of another host nothing was heard yet");
    }

    [Fact]
    public void What_only_passes_and_what_was_here_before_leave_no_hole()
    {
        heard.Follows(Other, Partition, 0).ShouldBeTrue();
        heard.Follows(Other, Partition, 4).ShouldBeTrue();
        heard.Follows(Other, Partition, 6).ShouldBeTrue();
    }

    [Fact]
    public void A_beat_tells_of_what_was_lost_at_the_end()
    {
        heard.Take(Beat((Partition, 5))).ShouldBeEmpty();
        heard.Take(Beat((Partition, 6))).ShouldBe([Partition]);
        heard.Take(Beat((Partition, 6))).ShouldBeEmpty();
        heard.Follows(Other, Partition, 7).ShouldBeTrue();
    }

    [Fact]
    public void Of_a_partition_that_is_not_bound_nothing_is_missed()
    {
        heard.Take(Beat((Partition + 1, 100))).ShouldBeEmpty();
        heard.Bind(Partition, comes: false);
        heard.Take(Beat((Partition, 100))).ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_came_before_a_partition_was_bound_or_the_broker_came_back_may_have_been_missed()
    {
        heard.Bind(Partition, comes: true);
        heard.Take(Beat((Partition, 5))).ShouldBe([Partition]);
        heard.Reset();
        heard.Bind(Partition, comes: true);
        heard.Follows(Other, Partition, 6).ShouldBeFalse();
    }

    [Fact]
    public void Who_falls_silent_is_noticed_unless_they_said_goodbye_and_forgotten_in_the_end()
    {
        heard.Take(Beat());
        heard.SomebodyIsSilent(_ => false).ShouldBeFalse();
        clock.Advance(HeardHosts.Silence + TimeSpan.FromMilliseconds(1));
        heard.SomebodyIsSilent(_ => false).ShouldBeTrue();
        heard.Take(Beat());
        heard.SomebodyIsSilent(_ => false).ShouldBeFalse();
        clock.Advance(HeardHosts.Forgotten + TimeSpan.FromMilliseconds(1));
        heard.SomebodyIsSilent(_ => false).ShouldBeFalse();

        heard.Take(Beat());
        heard.Take(new(Other, Leaving: true, []));
        clock.Advance(HeardHosts.Silence + TimeSpan.FromMilliseconds(1));
        heard.SomebodyIsSilent(_ => false).ShouldBeFalse();
    }

    [Fact]
    public void Three_beats_tell_of_a_message()
    {
        var sent = new SentNumbers();
        sent.ForBeat().ShouldBeEmpty();
        sent.Next(Partition).ShouldBe(1);
        sent.Next(Partition).ShouldBe(2);
        sent.Next(Partition + 1).ShouldBe(1);
        for (var i = 0; i < 3; i++)
            sent.ForBeat().ShouldBe([(Partition, 2L), (Partition + 1, 1L)]);
        sent.ForBeat().ShouldBeEmpty();
    }

    private static RelayFrame.Beat Beat(params (int, long)[] numbers) => new(Other, Leaving: false, numbers);
}
