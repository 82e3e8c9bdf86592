using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Presence;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using PresenceService = BlazorChat.Web.Features.Presence.Presence;

namespace BlazorChat.Tests.Features.Presence;

public sealed class PresenceTests : IDisposable
{
    private readonly TestClock clock = new();
    private readonly PresenceService presence;
    private readonly Guid alice = Guid.NewGuid();
    private readonly Guid bob = Guid.NewGuid();

    public PresenceTests() => presence = new(clock, NullLogger<PresenceService>.Instance);

    public void Dispose() => presence.Dispose();

    [Fact]
    public void Somebody_with_a_connection_is_online_until_it_is_gone()
    {
        var connection = presence.Enter(alice, "one");
        presence.IsOnline(alice).ShouldBeTrue();
        presence.IsOnline(bob).ShouldBeFalse();

        connection.Dispose();
        presence.IsOnline(alice).ShouldBeFalse();
    }

    [Fact]
    public void One_of_several_connections_is_enough_and_each_ends_once()
    {
        var (one, other) = (presence.Enter(alice, "one"), presence.Enter(alice, "other"));
        one.Dispose();
        one.Dispose();
        presence.IsOnline(alice).ShouldBeTrue();

        other.Dispose();
        presence.IsOnline(alice).ShouldBeFalse();
    }

    [Fact]
    public void After_a_quiet_time_a_change_is_told_at_once()
    {
        var told = Watch();

        presence.Enter(alice, "one");
        clock.Advance(TimeSpan.Zero);

        var change = told.ShouldHaveSingleItem();
        change.Came.ShouldBe([alice]);
        change.Now.Online.ShouldBe([alice]);
        presence.Snapshot.ShouldBeSameAs(change.Now);
    }

    [Fact]
    public void Many_changes_are_told_together_and_not_more_than_twice_a_second()
    {
        var told = Watch();
        var people = Enumerable.Range(0, 5_000).Select(_ => Guid.NewGuid()).ToList();

        foreach (var chunk in people.Chunk(50))
        {
            foreach (var person in chunk)
                presence.Enter(person, "one");
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        clock.Advance(PresenceService.Pace);
        told.Count.ShouldBeInRange(2, 4);
        told.SelectMany(change => change.Came).ShouldBe(people, ignoreOrder: true);
        presence.Snapshot.Online.Count.ShouldBe(5_000);
    }

    [Fact]
    public void Who_came_and_went_in_between_is_not_mentioned()
    {
        presence.Enter(bob, "one");
        clock.Advance(TimeSpan.Zero);
        var told = Watch();

        presence.Enter(alice, "one").Dispose();
        clock.Advance(PresenceService.Pace);
        clock.Advance(PresenceService.Pace);

        told.ShouldBeEmpty();
    }

    [Fact]
    public void Snapshots_do_not_change_and_differences_lead_from_one_to_the_next()
    {
        var told = Watch();
        var connection = presence.Enter(alice, "one");
        clock.Advance(TimeSpan.Zero);
        var first = presence.Snapshot;
        connection.Dispose();
        presence.Enter(bob, "one");
        clock.Advance(PresenceService.Pace);

        first.Online.ShouldBe([alice]);
        var second = told[1];
        (second.Now.Version, second.Came.Single(), second.Went.Single()).ShouldBe((first.Version + 1, bob, alice));
        first.Online.Union(second.Came).Except(second.Went).SetEquals(second.Now.Online).ShouldBeTrue();
    }

    [Fact]
    public void A_watcher_that_fails_hurts_only_itself_and_one_that_left_is_not_called()
    {
        using var failing = presence.OnChange(_ => throw new InvalidOperationException("on purpose"));
        var told = Watch();
        presence.OnChange(_ => told.Add(null!)).Dispose();

        presence.Enter(alice, "one");
        clock.Advance(TimeSpan.Zero);
        presence.Enter(bob, "one");
        clock.Advance(PresenceService.Pace);

        told.Select(change => change.Came.Single()).ShouldBe([alice, bob]);
    }

    [Fact]
    public void What_happens_while_watchers_are_told_is_told_next()
    {
        var told = new List<PresenceChange>();
        using var watch = presence.OnChange(change =>
        {
            told.Add(change);
            if (change.Came.Contains(alice))
                presence.Enter(bob, "one");
        });

        presence.Enter(alice, "one");
        clock.Advance(TimeSpan.Zero);
        clock.Advance(PresenceService.Pace);

        told.Select(change => change.Came.Single()).ShouldBe([alice, bob]);
    }

    private List<PresenceChange> Watch()
    {
        var told = new List<PresenceChange>();
        presence.OnChange(told.Add);
        return told;
    }
}
