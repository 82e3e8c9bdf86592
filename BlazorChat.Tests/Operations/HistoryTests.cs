using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.Cluster;
using Shouldly;

namespace BlazorChat.Tests.Operations;

/// <summary>The judgement over a history finds what a chat must never do.</summary>
public sealed class HistoryTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestClock _clock = new();
    private readonly History _history;

    public HistoryTests() => _history = new(_clock);

    [Fact]
    public void What_was_acknowledged_and_shown_in_order_is_right()
    {
        Acknowledged(Sent(1), 1);
        Acknowledged(Sent(2), 2);
        Shown("ann", 1, 2);
        Shown("bob", 1);
        _history.Judge("ann");
    }

    [Fact]
    public void What_was_sent_without_an_answer_may_be_there_or_not()
    {
        Acknowledged(Sent(1), 1);
        Sent(2);
        Shown("ann", 1);
        _history.Judge("ann");
        Shown("bob", 1, 2);
        _history.Judge("bob");
    }

    [Fact]
    public void An_acknowledged_message_that_is_lost_is_found() => Wrong(() =>
    {
        Acknowledged(Sent(1), 1);
        Acknowledged(Sent(2), 2);
        Shown("ann", 1);
    }, "never shown");

    [Fact]
    public void A_message_at_another_place_than_acknowledged_is_found() => Wrong(() =>
    {
        Acknowledged(Sent(1), 2);
        Acknowledged(Sent(2), 1);
        Shown("ann", 1, 2);
    }, "not what was acknowledged");

    [Fact]
    public void A_message_that_is_shown_twice_is_found() => Wrong(() =>
    {
        Acknowledged(Sent(1), 1);
        Shown("ann", 1, 1);
    }, "twice");

    [Fact]
    public void A_hole_is_found() => Wrong(() =>
    {
        _history.Seen("ann", "c", 1, Sent(1));
        _history.Seen("ann", "c", 3, Sent(2));
    }, "was shown place 3");

    [Fact]
    public void Two_readers_who_are_shown_another_order_are_found() => Wrong(() =>
    {
        (Sent(1), Sent(2)).ShouldNotBe(default);
        Shown("ann", 1, 2);
        Shown("bob", 2, 1);
    }, "otherwise than another");

    [Fact]
    public void What_nobody_sent_is_found() => Wrong(() => _history.Seen("ann", "c", 1, new Message("c", "d", 9, "9")), "nobody sent");

    [Fact]
    public void A_message_that_is_acknowledged_a_second_time_is_found()
    {
        Acknowledged(Sent(1), 1);
        Should.Throw<InvalidOperationException>(() => Acknowledged(Sent(1), 2));
    }

    [Fact]
    public void What_a_circuit_brings_in_time_is_right()
    {
        var begin = _history.Now;
        Acknowledged(Sent(1), 1);
        _clock.Advance(Second);
        Brought("ann", 1);
        _history.Judge("ann");
        _history.JudgeLive(["ann"], new LiveSpan(begin, _history.Now, Second));
    }

    [Fact]
    public void What_a_circuit_never_brings_is_found() => NotLive(() =>
    {
        Acknowledged(Sent(1), 1);
        Brought("ann", 1);
        Acknowledged(Sent(2), 2);
    }, "never shown");

    [Fact]
    public void What_a_circuit_brings_late_is_found() => NotLive(() =>
    {
        Acknowledged(Sent(1), 1);
        _clock.Advance(2 * Second);
        Brought("ann", 1);
    }, "late");

    [Fact]
    public void What_comes_late_when_nothing_else_is_promised_is_right()
    {
        Acknowledged(Sent(1), 1);
        _clock.Advance(2 * Second);
        var begin = _history.Now;
        Acknowledged(Sent(2), 2);
        Brought("ann", 1);
        Brought("ann", 2);
        _history.JudgeLive(["ann"], new LiveSpan(begin, _history.Now, Second));
    }

    [Fact]
    public void A_page_that_opens_again_and_so_hides_what_was_not_brought_is_found() => NotLive(() =>
    {
        Acknowledged(Sent(1), 1);
        _history.Opened("ann");
        _history.Seen("ann", "c", 1, Sent(1));
    }, "opened again");

    [Fact]
    public void Who_had_nothing_to_be_brought_shows_nothing() => NotLive(() => _history.Seen("ann", "c", 1, Sent(1)), "nothing to wait for");

    [Fact]
    public void What_a_circuit_brings_twice_is_found() => Wrong(() =>
    {
        Acknowledged(Sent(1), 1);
        Brought("ann", 1);
        _history.Delivered("circuit of ann", "c", 1, Sent(1));
    }, "brought place 1 of c after 1");

    [Fact]
    public void What_a_circuit_leaves_out_is_found_though_the_page_asks_for_it() => Wrong(() =>
    {
        Brought("ann", 1);
        _history.Seen("ann", "c", 2, Sent(2));
        Brought("ann", 3);
    }, "brought place 3 of c after 1");

    [Fact]
    public void What_a_circuit_brings_in_another_order_is_found() => Wrong(() =>
    {
        Shown("ann", 1, 2);
        _history.Delivered("circuit of ann", "c", 2, Sent(2));
        _history.Delivered("circuit of ann", "c", 1, Sent(1));
    }, "brought place 1 of c after 2");

    [Fact]
    public void What_a_circuit_brings_at_another_place_is_found() => Wrong(() =>
    {
        Brought("ann", 1);
        _history.Delivered("circuit of bob", "c", 1, Sent(2));
    }, "brought another place 1");

    private void NotLive(Action happens, string why)
    {
        var begin = _history.Now;
        happens();
        Should.Throw<ShouldAssertException>(() => _history.JudgeLive(["ann"], new LiveSpan(begin, _history.Now, Second))).Message.ShouldContain(why);
    }

    private void Wrong(Action happens, string why)
    {
        happens();
        Should.Throw<ShouldAssertException>(() => _history.Judge("ann")).Message.ShouldContain(why);
    }

    private Message Sent(long n)
    {
        var message = new Message("c", "d", n, $"{n}");
        _history.Sent(message);
        return message;
    }

    private void Acknowledged(Message message, long seq) => _history.Acknowledged(message, seq);

    private void Brought(string reader, long n)
    {
        _history.Delivered($"circuit of {reader}", "c", n, Sent(n));
        _history.Seen(reader, "c", n, Sent(n));
    }

    private void Shown(string reader, params long[] messages)
    {
        for (var i = 0; i < messages.Length; i++)
            _history.Seen(reader, "c", i + 1, new Message("c", "d", messages[i], $"{messages[i]}"));
    }
}
