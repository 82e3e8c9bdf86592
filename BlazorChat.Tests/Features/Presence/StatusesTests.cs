using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Presence;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using PresenceService = BlazorChat.Web.Features.Presence.Presence;

namespace BlazorChat.Tests.Features.Presence;

/// <summary>Lines go when their time is over, from the database too.</summary>
public sealed class StatusesTests : IDisposable
{
    private readonly ScratchDatabase database = new();
    private readonly TestClock clock = new();
    private readonly PresenceService presence;
    private readonly Statuses statuses;
    private readonly Guid alice = Guid.NewGuid();
    private readonly Guid bob = Guid.NewGuid();

    public StatusesTests()
    {
        presence = new(clock, NullLogger<PresenceService>.Instance);
        statuses = new(database, presence, clock, NullLogger<Statuses>.Instance);
    }

    public void Dispose()
    {
        statuses.Dispose();
        presence.Dispose();
        database.Dispose();
    }

    [Fact]
    public async Task Each_line_goes_when_its_own_time_is_over_and_what_was_chosen_stays()
    {
        await statuses.SetAsync(alice, new OwnStatus(ChosenStatus.Online, "soon", clock.GetUtcNow().AddMinutes(30)), default);
        await statuses.SetAsync(bob, new OwnStatus(ChosenStatus.DoNotDisturb, "later", clock.GetUtcNow().AddHours(1)), default);

        clock.Advance(TimeSpan.FromMinutes(30));
        await EventuallyAsync(() => Lines().SequenceEqual(["later"]));
        presence.Own(alice).ShouldBe(OwnStatus.Usual);

        clock.Advance(TimeSpan.FromMinutes(30));
        await EventuallyAsync(() => Lines().Length == 0);
        presence.Own(bob).ShouldBe(new OwnStatus(ChosenStatus.DoNotDisturb, null, null));
        database.Scalar<long>("SELECT count(*) FROM user_statuses").ShouldBe(1, "who is seen as usual has no row");
    }

    [Fact]
    public async Task What_ended_while_the_host_was_down_is_gone_and_the_rest_is_there()
    {
        await statuses.SetAsync(alice, new OwnStatus(ChosenStatus.Invisible, "over", clock.GetUtcNow().AddMinutes(30)), default);
        await statuses.SetAsync(bob, new OwnStatus(ChosenStatus.Online, "stays", null), default);
        clock.Set(clock.GetUtcNow().AddDays(1));

        using var again = new PresenceService(clock, NullLogger<PresenceService>.Instance);
        using var loaded = new Statuses(database, again, clock, NullLogger<Statuses>.Instance);
        await loaded.LoadAsync(default);

        again.Own(alice).ShouldBe(new OwnStatus(ChosenStatus.Invisible, null, null));
        again.Of(bob).ShouldBe(new Seen(Availability.Offline, "stays"));
        Lines().ShouldBe(["stays"]);
    }

    private string[] Lines()
    {
        using var context = database.CreateDbContext();
        return [.. context.Set<UserStatus>().Where(row => row.Line != null).Select(row => row.Line!)];
    }

    // The next line's timer may be set after the clock was moved past it, and fires when the clock is moved again.
    private async Task EventuallyAsync(Func<bool> holds)
    {
        for (var i = 0; i < 200 && !holds(); i++)
        {
            await Task.Delay(25);
            clock.Advance(TimeSpan.Zero);
        }
        holds().ShouldBeTrue();
    }
}
