using BlazorChat.Tests.Support.Cluster;
using Shouldly;

namespace BlazorChat.Tests.Operations;

/// <summary>The judgement over a history finds what a chat must never do.</summary>
public sealed class HistoryTests
{
    private readonly History _history = new();

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

    private void Shown(string reader, params long[] messages)
    {
        for (var i = 0; i < messages.Length; i++)
            _history.Seen(reader, "c", i + 1, new Message("c", "d", messages[i], $"{messages[i]}"));
    }
}
