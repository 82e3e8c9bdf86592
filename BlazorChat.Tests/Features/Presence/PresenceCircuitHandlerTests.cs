using System.Runtime.CompilerServices;
using System.Security.Claims;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Presence;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using PresenceService = BlazorChat.Web.Features.Presence.Presence;

namespace BlazorChat.Tests.Features.Presence;

public sealed class PresenceCircuitHandlerTests : IDisposable
{
    private static readonly TimeSpan Almost = PresenceCircuitHandler.Grace - TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan JustAfter = TimeSpan.FromMilliseconds(1);

    private readonly TestClock clock = new();
    private readonly PresenceService presence;
    private readonly Guid alice = Guid.NewGuid();
    private readonly Guid session = Guid.NewGuid();
    private readonly FakeSessions sessions;

    public PresenceCircuitHandlerTests() => (presence, sessions) = (new(clock, NullLogger<PresenceService>.Instance), new(alice));

    public void Dispose() => presence.Dispose();

    [Fact]
    public async Task A_circuit_with_a_connection_puts_its_user_online()
    {
        using var circuit = new FakeCircuit(this);

        await circuit.Up();

        presence.IsOnline(alice).ShouldBeTrue();
    }

    [Fact]
    public async Task A_circuit_of_nobody_puts_nobody_online()
    {
        using var circuit = new FakeCircuit(this, signedIn: false);

        await circuit.Up();
        clock.Advance(TimeSpan.FromSeconds(1));

        presence.Snapshot.Online.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lost_connection_takes_its_user_offline_after_the_grace()
    {
        using var circuit = new FakeCircuit(this);
        await circuit.Up();
        await circuit.Down();

        clock.Advance(Almost);
        presence.IsOnline(alice).ShouldBeTrue();
        clock.Advance(JustAfter);
        presence.IsOnline(alice).ShouldBeFalse();
    }

    [Fact]
    public async Task A_closed_tab_is_seen_by_others_within_three_seconds()
    {
        using var circuit = new FakeCircuit(this);
        await circuit.Up();
        clock.Advance(TimeSpan.FromMinutes(1));
        var gone = new List<Guid>();
        using var watch = presence.OnChange(change => gone.AddRange(change.Went));

        await circuit.Down();
        await circuit.Closed();
        circuit.Dispose();
        clock.Advance(TimeSpan.FromSeconds(3));

        gone.ShouldBe([alice]);
    }

    [Fact]
    public async Task A_reload_does_not_flicker()
    {
        using var before = new FakeCircuit(this);
        await before.Up();
        clock.Advance(TimeSpan.FromMinutes(1));
        var told = new List<PresenceChange>();
        using var watch = presence.OnChange(told.Add);

        await before.Down();
        await before.Closed();
        clock.Advance(Almost);
        using var after = new FakeCircuit(this);
        await after.Up();
        clock.Advance(TimeSpan.FromMinutes(1));

        told.ShouldBeEmpty();
        presence.IsOnline(alice).ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_that_comes_back_in_time_was_never_away_and_later_losses_count_anew()
    {
        using var circuit = new FakeCircuit(this);
        await circuit.Up();
        await circuit.Down();
        clock.Advance(Almost);
        await circuit.Up();
        clock.Advance(TimeSpan.FromMinutes(1));
        presence.IsOnline(alice).ShouldBeTrue();

        await circuit.Down();
        clock.Advance(Almost);
        presence.IsOnline(alice).ShouldBeTrue();
        clock.Advance(JustAfter);
        presence.IsOnline(alice).ShouldBeFalse();

        await circuit.Up();
        presence.IsOnline(alice).ShouldBeTrue();
    }

    [Fact]
    public async Task Another_circuit_keeps_its_user_online()
    {
        using var one = new FakeCircuit(this);
        using var other = new FakeCircuit(this);
        await one.Up();
        await other.Up();

        await one.Closed();
        clock.Advance(TimeSpan.FromMinutes(1));

        presence.IsOnline(alice).ShouldBeTrue();
    }

    [Fact]
    public async Task A_session_that_ends_takes_its_circuit_offline_at_once_while_the_browser_keeps_the_connection()
    {
        using var circuit = new FakeCircuit(this);
        using var other = new FakeCircuit(this);
        await circuit.Up();
        sessions.End(Guid.NewGuid());
        presence.IsOnline(alice).ShouldBeTrue("another session's end");

        sessions.End(session);
        presence.IsOnline(alice).ShouldBeFalse();

        await circuit.Up();
        await other.Up();
        presence.IsOnline(alice).ShouldBeFalse("a connection without a session is nobody");
    }

    [Fact]
    public async Task What_the_page_said_holds_after_a_lost_connection_too()
    {
        using var circuit = new FakeCircuit(this);
        await circuit.Up();
        circuit.Tell(idle: true);
        presence.Of(alice).Is.ShouldBe(Availability.Away);

        await circuit.Down();
        clock.Advance(TimeSpan.FromMinutes(1));
        presence.Of(alice).Is.ShouldBe(Availability.Offline);
        await circuit.Up();
        presence.Of(alice).Is.ShouldBe(Availability.Away);
        circuit.Tell(idle: false);
        presence.Of(alice).Is.ShouldBe(Availability.Online);
    }

    /// <summary>The handler as one circuit's scope has it. The framework's Circuit cannot be made, and the handler asks it for nothing.</summary>
    private sealed class FakeCircuit(PresenceCircuitHandlerTests test, bool signedIn = true) : IDisposable
    {
        private readonly PresenceCircuitHandler handler = new(test.presence, test.sessions, new SignedIn(signedIn ? test : null), test.clock);

        private static Circuit Circuit => (Circuit)RuntimeHelpers.GetUninitializedObject(typeof(Circuit));

        public Task Up() => handler.OnConnectionUpAsync(Circuit, CancellationToken.None);

        public void Tell(bool idle) => handler.Tell(idle);

        public Task Down() => handler.OnConnectionDownAsync(Circuit, CancellationToken.None);

        public Task Closed() => handler.OnCircuitClosedAsync(Circuit, CancellationToken.None);

        public void Dispose() => handler.Dispose();
    }

    private sealed class SignedIn(PresenceCircuitHandlerTests? test) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(
            test is null
                ? new ClaimsIdentity()
                : new ClaimsIdentity([new Claim(ChatClaims.User, test.alice.ToString("D")), new Claim(ChatClaims.Session, test.session.ToString("D"))], "test"))));
    }

    /// <summary>Sessions that live until ended here.</summary>
    private sealed class FakeSessions(Guid user) : ISessions
    {
        private readonly HashSet<Guid> ended = [];
        private Action<SessionEnded> watchers = _ => { };

        public void End(Guid session)
        {
            ended.Add(session);
            watchers(new SessionEnded(session, user, null, SessionEndReason.DeviceRevoked));
        }

        public ChatSession? Current(ClaimsPrincipal principal) => Find(Guid.Parse(principal.FindFirstValue(ChatClaims.Session)!));

        public ChatSession? Find(Guid session) => ended.Contains(session) ? null : new ChatSession(session, user, Guid.NewGuid(), IsAdmin: false);

        public IReadOnlyList<OpenSession> Of(Guid user) => throw new NotSupportedException();

        public IDisposable OnEnded(Action<SessionEnded> watcher)
        {
            watchers += watcher;
            return new CancellationTokenSource();
        }

        public Task<bool> BindDeviceAsync(Guid session, Guid device, CancellationToken cancellation) => throw new NotSupportedException();

        public Task EndAsync(Guid session, SessionEndReason reason, CancellationToken cancellation) => throw new NotSupportedException();

        public Task EndUserAsync(Guid user, SessionEndReason reason, CancellationToken cancellation) => throw new NotSupportedException();

        public Task EndDeviceAsync(Guid user, Guid device, SessionEndReason reason, CancellationToken cancellation) => throw new NotSupportedException();

        public DateTimeOffset? LastSeen(Guid user, Guid device) => throw new NotSupportedException();
    }
}
