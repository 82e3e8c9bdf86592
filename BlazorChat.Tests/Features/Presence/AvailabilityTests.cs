using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Presence;
using BlazorChat.Web.Operations;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using PresenceService = BlazorChat.Web.Features.Presence.Presence;

namespace BlazorChat.Tests.Features.Presence;

/// <summary>How somebody is seen: of all their windows, and what they have chosen.</summary>
public sealed class AvailabilityTests : IDisposable
{
    private readonly TestClock clock = new();
    private readonly PresenceService presence;
    private readonly Guid alice = Guid.NewGuid();

    public AvailabilityTests() => presence = new(clock, NullLogger<PresenceService>.Instance);

    public void Dispose() => presence.Dispose();

    private Availability Alice => presence.Of(alice).Is;

    [Fact]
    public void Away_is_who_has_left_all_windows_and_one_hand_on_one_is_enough()
    {
        var (one, other) = (presence.Enter(alice, "one"), presence.Enter(alice, "other"));
        one.Tell(idle: false);
        other.Tell(idle: false);

        one.Tell(idle: true);
        Alice.ShouldBe(Availability.Online);
        other.Tell(idle: true);
        Alice.ShouldBe(Availability.Away);
        one.Tell(idle: false);
        Alice.ShouldBe(Availability.Online);
        one.Dispose();
        Alice.ShouldBe(Availability.Away, "the window that is left remains");
        other.Dispose();
        Alice.ShouldBe(Availability.Offline);
    }

    [Fact]
    public void A_page_that_says_nothing_counts_only_where_no_other_does()
    {
        presence.Enter(alice, "administration");
        Alice.ShouldBe(Availability.Online);
        presence.Enter(alice, "chat").Tell(idle: true);
        Alice.ShouldBe(Availability.Away);
    }

    [Fact]
    public void A_window_that_is_gone_says_nothing_more()
    {
        var gone = presence.Enter(alice, "gone");
        gone.Dispose();
        gone.Tell(idle: true);
        presence.Enter(alice, "here");
        Alice.ShouldBe(Availability.Online);
    }

    [Fact]
    public void Do_not_disturb_holds_whether_somebody_is_at_the_window_or_not()
    {
        presence.Choose(alice, new OwnStatus(ChosenStatus.DoNotDisturb, null, null));
        Alice.ShouldBe(Availability.Offline);
        var window = presence.Enter(alice, "one");
        Alice.ShouldBe(Availability.DoNotDisturb);
        window.Tell(idle: true);
        Alice.ShouldBe(Availability.DoNotDisturb);
    }

    [Fact]
    public void Who_is_invisible_is_offline_for_everybody_and_in_everything_but_for_themselves()
    {
        var told = Watch();
        presence.Choose(alice, new OwnStatus(ChosenStatus.Invisible, null, null));
        clock.Advance(PresenceService.Pace);
        var window = presence.Enter(alice, "one");
        window.Tell(idle: true);
        window.Tell(idle: false);
        clock.Advance(PresenceService.Pace);

        (Alice, presence.IsOnline(alice), presence.Snapshot.Online.Contains(alice)).ShouldBe((Availability.Offline, false, false));
        told.ShouldBeEmpty("nobody is even made to look");
        (presence.Own(alice).Choice, presence.IsUnseen(alice)).ShouldBe((ChosenStatus.Invisible, true));
    }

    [Fact]
    public void Becoming_invisible_looks_as_if_one_had_gone()
    {
        presence.Choose(alice, new OwnStatus(ChosenStatus.Online, "in the garden", null));
        var window = presence.Enter(alice, "one");
        clock.Advance(PresenceService.Pace);
        var told = Watch();

        window.Dispose();
        clock.Advance(PresenceService.Pace);
        var gone = presence.Of(alice);
        presence.Enter(alice, "one");
        clock.Advance(PresenceService.Pace);
        presence.Choose(alice, presence.Own(alice) with { Choice = ChosenStatus.Invisible });
        clock.Advance(PresenceService.Pace);

        presence.Of(alice).ShouldBe(gone);
        told.Select(change => (change.Came.Count, change.Went.Count, change.Changed.Count)).ShouldBe([(0, 1, 0), (1, 0, 0), (0, 1, 0)]);
    }

    [Fact]
    public void A_change_is_told_with_whom_it_concerns_and_once()
    {
        var window = presence.Enter(alice, "one");
        window.Tell(idle: false);
        clock.Advance(PresenceService.Pace);
        var told = Watch();

        window.Tell(idle: true);
        clock.Advance(PresenceService.Pace);
        window.Tell(idle: true);
        clock.Advance(PresenceService.Pace);

        var change = told.ShouldHaveSingleItem();
        (change.Came.Count, change.Went.Count, change.Changed.Single()).ShouldBe((0, 0, alice));
        (change.Concerns(alice), change.Concerns(Guid.NewGuid())).ShouldBe((true, false));
        change.Now.Online.ShouldContain(alice);
    }

    [Fact]
    public void Who_leaves_and_comes_back_at_once_is_not_mentioned()
    {
        var window = presence.Enter(alice, "one");
        clock.Advance(PresenceService.Pace);
        var told = Watch();
        window.Tell(idle: true);
        window.Tell(idle: false);
        clock.Advance(PresenceService.Pace);
        told.ShouldBeEmpty();
    }

    [Fact]
    public void A_line_is_gone_when_its_time_is_over_and_that_is_told()
    {
        var until = clock.GetUtcNow().AddMinutes(30);
        presence.Choose(alice, new OwnStatus(ChosenStatus.DoNotDisturb, "in the garden", until));
        clock.Advance(PresenceService.Pace);
        presence.NextExpiry().ShouldBe(until);
        presence.Of(alice).Line.ShouldBe("in the garden", "also of who is not there");
        var told = Watch();

        clock.Advance(TimeSpan.FromMinutes(30));
        (presence.Of(alice).Line, presence.Own(alice).Line).ShouldBe((null, null), "nobody has cleaned up yet");
        presence.DropExpiredLines();
        clock.Advance(PresenceService.Pace);

        told.ShouldHaveSingleItem().Changed.ShouldBe([alice]);
        presence.Own(alice).ShouldBe(new OwnStatus(ChosenStatus.DoNotDisturb, null, null));
        presence.NextExpiry().ShouldBeNull();
    }

    [Fact]
    public void Who_flickers_stays_here_and_is_never_kept_away()
    {
        var window = presence.Enter(alice, "one");
        for (var i = 0; i < RateLimits.AwayPerUser.Count; i++)
        {
            window.Tell(idle: true);
            window.Tell(idle: false);
        }
        window.Tell(idle: true);
        Alice.ShouldBe(Availability.Online);
        clock.Advance(RateLimits.AwayPerUser.Window);
        window.Tell(idle: true);
        Alice.ShouldBe(Availability.Away);
    }

    [Fact]
    public void Ones_own_windows_are_told_of_what_one_chose_and_nobody_elses()
    {
        var told = new List<string>();
        using var mine = presence.OnOwn(alice, () => told.Add("mine"));
        using var others = presence.OnOwn(Guid.NewGuid(), () => told.Add("another's"));
        presence.OnOwn(alice, () => told.Add("left")).Dispose();
        using var failing = presence.OnOwn(alice, () => throw new InvalidOperationException("on purpose"));

        presence.Choose(alice, new OwnStatus(ChosenStatus.Invisible, null, null));

        told.ShouldBe(["mine"]);
    }

    private List<PresenceChange> Watch()
    {
        var told = new List<PresenceChange>();
        presence.OnChange(told.Add);
        return told;
    }
}
