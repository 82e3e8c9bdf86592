using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Presence;

/// <summary>The circuits of each user that have a connection, and what their pages say of themselves.</summary>
/// <param name="clock">The time.</param>
/// <param name="changed">Called after each change, with whose it is, without a lock.</param>
internal sealed class LiveCircuits(TimeProvider clock, Action<Guid> changed)
{
    private const int MaxUsers = 50_000;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, HashSet<Connection>> connections = [];
    private readonly AttemptCounter<Guid> leavings = new(RateLimits.AwayPerUser, MaxUsers);

    public IPresenceConnection Enter(Guid user, string circuitId)
    {
        var connection = new Connection(this, user, circuitId);
        lock (gate)
        {
            if (!connections.TryGetValue(user, out var mine))
                connections[user] = mine = [];
            mine.Add(connection);
        }
        changed(user);
        return connection;
    }

    /// <summary>Of all windows together.</summary>
    public Here Of(Guid user)
    {
        lock (gate)
        {
            if (!connections.TryGetValue(user, out var mine))
                return Here.Nowhere;
            var here = Here.Silent;
            foreach (var connection in mine)
            {
                if (connection.Idle is false)
                    return Here.Active;
                if (connection.Idle is true)
                    here = Here.Idle;
            }
            return here;
        }
    }

    /// <summary>Whoever has a window.</summary>
    public IReadOnlyList<Guid> Users()
    {
        lock (gate)
            return [.. connections.Keys];
    }

    private void Leave(Connection connection)
    {
        lock (gate)
        {
            if (!connections.TryGetValue(connection.User, out var mine) || !mine.Remove(connection))
                return;
            if (mine.Count == 0)
                connections.Remove(connection.User);
        }
        changed(connection.User);
    }

    private void Tell(Connection connection, bool idle)
    {
        lock (gate)
        {
            if (connection.Idle == idle || !connections.TryGetValue(connection.User, out var mine) || !mine.Contains(connection))
                return;
            // Who flickers stays here: coming back is always told, so that nobody is kept away.
            if (idle && !MayLeave(connection.User))
                return;
            connection.Idle = idle;
        }
        changed(connection.User);
    }

    private bool MayLeave(Guid user)
    {
        var now = clock.GetUtcNow();
        if (leavings.Wait(user, now) is not null)
            return false;
        leavings.Add(user, now);
        return true;
    }

    /// <summary>Compared by reference: a circuit that enters twice stays online until both are disposed.</summary>
    private sealed class Connection(LiveCircuits all, Guid user, string circuitId) : IPresenceConnection
    {
        public Guid User => user;

        /// <summary>Null: its page has not said.</summary>
        public bool? Idle { get; set; }

        public void Tell(bool idle) => all.Tell(this, idle);

        public void Dispose() => all.Leave(this);

        public override string ToString() => circuitId;
    }
}
