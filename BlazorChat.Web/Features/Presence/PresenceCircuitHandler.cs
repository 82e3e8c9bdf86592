using System.Security.Claims;
using BlazorChat.Web.Features.Accounts;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace BlazorChat.Web.Features.Presence;

/// <summary>
/// Puts the user of each circuit online while it has a connection. A connection that goes keeps the user online for
/// <see cref="Grace"/>, so that a reload (old circuit gone, new one a moment later) does not flicker on everybody's list. A lost network is
/// only noticed after SignalR's ClientTimeoutInterval; a tab that closes says so at once. A session that ends takes its circuits offline
/// at once, even if the browser keeps the connection.
/// </summary>
internal sealed class PresenceCircuitHandler(IPresence presence, ISessions sessions, AuthenticationStateProvider authentication, TimeProvider clock)
    : CircuitHandler, ICircuitActivity, IDisposable
{
    /// <summary>A reload with its circuit start fits in; others still see a closed tab within 3 s.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // One handler, one circuit.
    private readonly string name = Guid.NewGuid().ToString("N");
    private readonly Lock gate = new();
    private IPresenceConnection? connection;
    private Goodbye? goodbye;
    private IDisposable? watch;
    private bool over;

    /// <summary>What the page last said, also across a lost connection; null: nothing.</summary>
    private bool? idle;

    public override async Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        if (!Guid.TryParse(state.User.FindFirstValue(ChatClaims.User), out var user))
            return;
        Watch(state.User);
        lock (gate)
        {
            if (over)
                return;
            goodbye?.Timer?.Dispose();
            goodbye = null;
            connection ??= presence.Enter(user, name);
            if (idle is { } said)
                connection.Tell(said);
        }
    }

    public void Tell(bool idle)
    {
        lock (gate)
        {
            this.idle = idle;
            connection?.Tell(idle);
        }
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        LeaveAfterGrace();
        return Task.CompletedTask;
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        LeaveAfterGrace();
        return Task.CompletedTask;
    }

    /// <summary>The circuit's scope ends with the circuit, which may be before the grace does: nothing to cut short here.</summary>
    public void Dispose()
    {
        watch?.Dispose();
        LeaveAfterGrace();
    }

    private void Watch(ClaimsPrincipal user)
    {
        if (watch is not null || !Guid.TryParse(user.FindFirstValue(ChatClaims.Session), out var session))
            return;
        watch = sessions.OnEnded(ended =>
        {
            if (ended.Session == session)
                End();
        });
        // Asked after listening, so that no end falls in between.
        if (sessions.Current(user) is null)
            End();
    }

    private void End()
    {
        lock (gate)
        {
            over = true;
            goodbye?.Timer?.Dispose();
            goodbye = null;
            connection?.Dispose();
            connection = null;
        }
    }

    private void LeaveAfterGrace()
    {
        lock (gate)
        {
            if (connection is null || goodbye is not null)
                return;
            // What a timer of an earlier loss still has to say is told apart by its own goodbye.
            var mine = new Goodbye();
            mine.Timer = clock.CreateTimer(_ => Leave(mine), null, Grace, Timeout.InfiniteTimeSpan);
            goodbye = mine;
        }
    }

    private void Leave(Goodbye mine)
    {
        lock (gate)
        {
            if (goodbye != mine)
                return;
            goodbye.Timer?.Dispose();
            goodbye = null;
            connection?.Dispose();
            connection = null;
        }
    }

    private sealed class Goodbye
    {
        public ITimer? Timer { get; set; }
    }
}
