using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage.Hosts;
using NSubstitute;

namespace BlazorChat.Tests.Features.Accounts;

public class SignInThrottleTests
{
    private readonly AdjustableClock clock = new();
    private readonly IHosts hosts = Substitute.For<IHosts>();
    private readonly SignInThrottle throttle;

    public SignInThrottleTests()
    {
        hosts.Living.Returns([ThisHost.Make()]);
        throttle = new SignInThrottle(hosts, clock);
    }

    [Fact]
    public void One_name_from_one_address_fails_so_often_and_then_waits()
    {
        for (var i = 0; i < RateLimits.SignInPerNameAndAddress.Count; i++)
        {
            Assert.Null(Fail("alice", "a"));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(RateLimits.SignInPerNameAndAddress.Window - TimeSpan.FromSeconds(10), Fail("ALICE ", "a"));
        Assert.Null(Fail("bob", "a"));
        Assert.Null(Fail("alice", "b"));
    }

    [Theory]
    [InlineData(0, 50, 100)] // it has not been heard of yet
    [InlineData(2, 25, 50)]
    [InlineData(4, 12, 25)]
    [InlineData(100, 5, 5)]
    public void Several_hosts_allow_together_what_one_would(int living, int ofOneName, int fromOneAddress)
    {
        hosts.Living.Returns([.. Enumerable.Range(0, living).Select(_ => ThisHost.Make())]);

        Assert.Equal(ofOneName, Enumerable.Range(0, 200).TakeWhile(i => Fail("alice", $"a{i}") is null).Count());
        Assert.Equal(fromOneAddress, Enumerable.Range(0, 200).TakeWhile(i => Fail($"name{i}", "b") is null).Count());
    }

    [Fact]
    public void Whoever_mistypes_is_heard_five_times_however_many_hosts_there_are()
    {
        hosts.Living.Returns([.. Enumerable.Range(0, 9).Select(_ => ThisHost.Make())]);

        Assert.Equal(5, Enumerable.Range(0, 20).TakeWhile(_ => Fail("alice", "home") is null).Count());
    }

    [Fact]
    public void The_window_slides_and_refused_attempts_do_not_prolong_it()
    {
        for (var i = 0; i < RateLimits.SignInPerNameAndAddress.Count; i++)
            Fail("alice", "a");

        for (var minute = 0; minute < 15; minute++)
        {
            Assert.NotNull(Fail("alice", "a"));
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Null(Fail("alice", "a"));
    }

    [Fact]
    public void The_right_password_clears_the_count_of_its_place()
    {
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < RateLimits.SignInPerNameAndAddress.Count - 1; i++)
                Assert.Null(Fail("alice", "a"));
            Succeed("alice", "a");
        }
    }

    [Fact]
    public void Guesses_from_everywhere_close_a_name_but_not_for_the_places_it_knows()
    {
        Succeed("alice", "home");
        for (var i = 0; i < RateLimits.SignInPerName.Count; i++)
            Assert.Null(Fail("alice", $"bot{i}"));

        Assert.NotNull(Fail("alice", "another bot"));
        Succeed("alice", "home");
    }

    [Fact]
    public void An_unknown_name_is_throttled_like_a_known_one()
    {
        for (var i = 0; i < RateLimits.SignInPerNameAndAddress.Count; i++)
            Fail("nobody", "a");

        Assert.NotNull(Fail("nobody", "a"));
    }

    [Fact]
    public void One_address_over_many_names_is_closed_and_a_right_password_of_its_own_does_not_open_it()
    {
        for (var i = 0; i < RateLimits.SignInPerAddress.Count; i++)
        {
            Assert.Null(Fail($"name{i}", "a"));
            if (i == 50)
                Succeed("mallory", "a");
        }

        Assert.NotNull(Fail("one more", "a"));
    }

    [Fact]
    public void Right_passwords_without_end_wait_too_wherever_they_come_from()
    {
        for (var i = 0; i < RateLimits.SignInsPerName.Count; i++)
            Succeed("mallory", $"a{i}");

        Assert.NotNull(throttle.Begin("Mallory", "b").Wait);
        Succeed("alice", "b");
        clock.Advance(RateLimits.SignInsPerName.Window);
        Succeed("mallory", "b");
    }

    [Fact]
    public void An_attempt_nobody_could_decide_does_not_count()
    {
        for (var i = 0; i < 1000; i++)
        {
            var attempt = throttle.Begin("alice", "a");
            Assert.Null(attempt.Wait);
            attempt.Undecided();
        }
    }

    [Fact]
    public void A_flood_of_names_is_forgotten_from_its_quietest_end()
    {
        var counter = new AttemptCounter<int>(new RateLimits.Limit(1, TimeSpan.FromHours(1)), maxKeys: 100);
        for (var key = 0; key < 1_000; key++)
        {
            counter.Add(key, clock.Now);
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.InRange(counter.Keys, 1, 100);
        }

        Assert.NotNull(counter.Wait(999, clock.Now));
        Assert.Null(counter.Wait(0, clock.Now));
    }

    [Fact]
    public void A_name_of_any_length_costs_little()
    {
        for (var i = 0; i < RateLimits.SignInPerNameAndAddress.Count; i++)
            Fail(new string('x', 1_000_000), "a");

        Assert.NotNull(Fail(new string('x', 64), "a"));
    }

    private TimeSpan? Fail(string name, string address) => throttle.Begin(name, address).Wait;

    private void Succeed(string name, string address)
    {
        var attempt = throttle.Begin(name, address);
        Assert.Null(attempt.Wait);
        attempt.Succeeded();
    }
}
