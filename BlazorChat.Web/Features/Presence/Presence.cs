using System.Collections.Immutable;

namespace BlazorChat.Web.Features.Presence;

/// <summary>
/// Counts live circuits per user. Two paces: <see cref="IsOnline"/> is exact; snapshot and watchers follow at most every
/// <see cref="Pace"/>, so that 5,000 people who reconnect after a restart cost their watchers a few calls, not 5,000.
/// </summary>
internal sealed partial class Presence : IPresence, IDisposable
{
    /// <summary>The shortest time between two published changes.</summary>
    internal static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, HashSet<Connection>> connections = [];
    private readonly HashSet<Guid> touched = [];
    private readonly TimeProvider clock;
    private readonly ILogger<Presence> log;
    private readonly ITimer timer;
    private ImmutableList<Action<PresenceChange>> watchers = [];
    private long lastPublished;
    private bool scheduled;
    private volatile PresenceSnapshot snapshot = new(0, []);

    public Presence(TimeProvider clock, ILogger<Presence> log)
    {
        this.clock = clock;
        this.log = log;
        lastPublished = clock.GetTimestamp() - (long)(Pace.TotalSeconds * clock.TimestampFrequency);
        timer = clock.CreateTimer(_ => Publish(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public PresenceSnapshot Snapshot => snapshot;

    public IDisposable Enter(Guid user, string circuitId)
    {
        var connection = new Connection(this, user, circuitId);
        lock (gate)
        {
            if (!connections.TryGetValue(user, out var mine))
                connections[user] = mine = [];
            if (mine.Add(connection) && mine.Count == 1)
                Touch(user);
        }

        return connection;
    }

    public bool IsOnline(Guid user)
    {
        lock (gate)
            return connections.ContainsKey(user);
    }

    public IDisposable OnChange(Action<PresenceChange> watcher)
    {
        ImmutableInterlocked.Update(ref watchers, list => list.Add(watcher));
        return new Watch(this, watcher);
    }

    public void Dispose() => timer.Dispose();

    private void Leave(Connection connection)
    {
        lock (gate)
        {
            if (!connections.TryGetValue(connection.User, out var mine) || !mine.Remove(connection) || mine.Count > 0)
                return;
            connections.Remove(connection.User);
            Touch(connection.User);
        }
    }

    private void Touch(Guid user)
    {
        touched.Add(user);
        if (!scheduled)
            Schedule();
    }

    private void Schedule()
    {
        scheduled = true;
        var wait = Pace - clock.GetElapsedTime(lastPublished);
        timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Publish()
    {
        var change = Take();
        if (change is not null)
            foreach (var watcher in Volatile.Read(ref watchers))
                Tell(watcher, change);

        // Only now may the next one be scheduled: watchers see one change at a time, in order.
        lock (gate)
        {
            scheduled = false;
            if (touched.Count > 0)
                Schedule();
        }
    }

    private PresenceChange? Take()
    {
        lock (gate)
        {
            var before = snapshot.Online;
            var came = touched.Where(user => connections.ContainsKey(user) && !before.Contains(user)).ToArray();
            var went = touched.Where(user => !connections.ContainsKey(user) && before.Contains(user)).ToArray();
            touched.Clear();
            if (came.Length + went.Length == 0)
                return null;
            lastPublished = clock.GetTimestamp();
            var now = new PresenceSnapshot(snapshot.Version + 1, before.Union(came).Except(went));
            snapshot = now;
            return new(now, came, went);
        }
    }

    private void Tell(Action<PresenceChange> watcher, PresenceChange change)
    {
        try
        {
            watcher(change);
        }
        catch (Exception fault)
        {
            WatcherFailed(fault, change.Now.Version);
        }
    }

    [LoggerMessage(6001, LogLevel.Error, "A watcher of presence failed at version {Version}")]
    private partial void WatcherFailed(Exception fault, long version);

    /// <summary>Compared by reference: a circuit that enters twice stays online until both are disposed.</summary>
    private sealed class Connection(Presence presence, Guid user, string circuitId) : IDisposable
    {
        public Guid User => user;

        public void Dispose() => presence.Leave(this);

        public override string ToString() => circuitId;
    }

    private sealed class Watch(Presence presence, Action<PresenceChange> watcher) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref presence.watchers, list => list.Remove(watcher));
    }
}
