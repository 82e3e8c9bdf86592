using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Devices;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

public class NoncesTests
{
    private readonly AdjustableClock clock = new();
    private readonly Nonces nonces;
    private readonly Guid session = Guid.NewGuid();

    public NoncesTests() => nonces = new Nonces(clock);

    [Fact]
    public void A_nonce_can_be_spent_once()
    {
        var nonce = nonces.Create(session)!;
        nonces.Spend(session, nonce).ShouldBeTrue();
        nonces.Spend(session, nonce).ShouldBeFalse();
    }

    [Fact]
    public void A_nonce_is_of_one_session() => nonces.Spend(Guid.NewGuid(), nonces.Create(session)!).ShouldBeFalse();

    [Fact]
    public void A_nonce_lives_five_minutes()
    {
        var (first, second) = (nonces.Create(session)!, nonces.Create(session)!);
        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        nonces.Spend(session, first).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(1));
        nonces.Spend(session, second).ShouldBeFalse();
    }

    [Fact]
    public void Several_tabs_have_nonces_at_once_and_the_oldest_goes_when_there_are_too_many()
    {
        var all = Enumerable.Range(0, Nonces.PerSession + 1).Select(_ => nonces.Create(session)!).ToList();
        nonces.Spend(session, all[0]).ShouldBeFalse();
        all.Skip(1).ShouldAllBe(nonce => nonces.Spend(session, nonce));
    }

    [Fact]
    public void The_store_is_bounded_and_takes_new_sessions_when_old_ones_have_lapsed()
    {
        for (var i = 0; i < Nonces.MaxSessions; i++)
            nonces.Create(Guid.NewGuid()).ShouldNotBeNull();
        nonces.Create(session).ShouldBeNull();
        clock.Advance(Nonces.Lifetime);
        nonces.Create(session).ShouldNotBeNull();
    }
}
