using System.Collections.Immutable;
using BlazorChat.Web.Features.Conversations;

namespace BlazorChat.Web.Features.Presence;

/// <summary>
/// Combines the live circuits of each user with what they have chosen. Two paces: <see cref="Of"/> is exact; snapshot and watchers follow at most every
/// <see cref="Pace"/>, so that 5,000 people who reconnect after a restart cost their watchers a few calls, not 5,000.
/// </summary>
internal sealed partial class Presence : IPresence, IDiscretion, IDisposable
{
    /// <summary>The shortest time between two published changes.</summary>
    internal static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly Lock gate = new();
    private readonly LiveCircuits circuits;
    private readonly ChosenStatuses chosen;
    private readonly Elsewhere elsewhere;

    /// <summary>What was last told of those of whom there is anything to tell.</summary>
    private readonly Dictionary<Guid, Seen> told = [];
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
        chosen = new(clock);
        circuits = new(clock, TouchHere);
        elsewhere = new(Touch);
        lastPublished = clock.GetTimestamp() - (long)(Pace.TotalSeconds * clock.TimestampFrequency);
        timer = clock.CreateTimer(_ => Publish(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public PresenceSnapshot Snapshot => snapshot;

    public IPresenceConnection Enter(Guid user, string circuitId) => circuits.Enter(user, circuitId);

    public Seen Of(Guid user)
    {
        var (choice, line, _) = chosen.Of(user);
        var (here, there) = (circuits.Of(user), elsewhere.Of(user));
        var most = here > there ? here : there;
        if (choice is ChosenStatus.Invisible || most is Here.Nowhere)
            return new(Availability.Offline, line);
        return new(choice is ChosenStatus.DoNotDisturb ? Availability.DoNotDisturb : most is Here.Idle ? Availability.Away : Availability.Online, line);
    }

    public bool IsOnline(Guid user) => Of(user).IsOnline;

    public OwnStatus Own(Guid user) => chosen.Of(user);

    public bool IsUnseen(Guid user) => Own(user).Choice is ChosenStatus.Invisible;

    public IDisposable OnChange(Action<PresenceChange> watcher)
    {
        ImmutableInterlocked.Update(ref watchers, list => list.Add(watcher));
        return new Watch(this, watcher);
    }

    public IDisposable OnOwn(Guid user, Action watcher) => chosen.Watch(user, watcher);

    /// <summary>The windows on other hosts.</summary>
    internal Elsewhere Elsewhere => elsewhere;

    /// <summary>Of the windows on this host.</summary>
    internal Here HereOf(Guid user) => circuits.Of(user);

    /// <summary>Whoever has a window on this host.</summary>
    internal IReadOnlyList<Guid> UsersHere() => circuits.Users();

    /// <summary>Called with each whose windows on this host say something else, or may. Quick.</summary>
    internal Action<Guid>? ChangedHere { get; set; }

    /// <summary>As it is in the database.</summary>
    internal void Choose(Guid user, OwnStatus status)
    {
        chosen.Set(user, status);
        TellChosen(user);
    }

    /// <summary>Whoever is not seen as usual.</summary>
    internal IReadOnlyList<Guid> WhoHasChosen() => chosen.Users();

    /// <summary>When the next line goes; null: none does.</summary>
    internal DateTimeOffset? NextExpiry() => chosen.NextExpiry();

    /// <summary>Forgets the lines whose time is over, and tells.</summary>
    internal void DropExpiredLines()
    {
        foreach (var user in chosen.DropExpired())
            TellChosen(user);
    }

    public void Dispose() => timer.Dispose();

    private void TellChosen(Guid user)
    {
        Touch(user);
        foreach (var watcher in chosen.WatchersOf(user))
            Guarded(watcher);
    }

    private void TouchHere(Guid user)
    {
        Touch(user);
        ChangedHere?.Invoke(user);
    }

    private void Touch(Guid user)
    {
        lock (gate)
        {
            touched.Add(user);
            if (!scheduled)
                Schedule();
        }
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
                Guarded(() => watcher(change));

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
            List<Guid> came = [], went = [], changed = [];
            foreach (var user in touched)
            {
                var (before, now) = (told.GetValueOrDefault(user), Of(user));
                if (before == now)
                    continue;
                (before.IsOnline == now.IsOnline ? changed : now.IsOnline ? came : went).Add(user);
                if (now == default)
                    told.Remove(user);
                else
                    told[user] = now;
            }
            touched.Clear();
            if (came.Count + went.Count + changed.Count == 0)
                return null;
            lastPublished = clock.GetTimestamp();
            snapshot = new PresenceSnapshot(snapshot.Version + 1, snapshot.Online.Union(came).Except(went));
            return new(snapshot, came, went, changed);
        }
    }

    private void Guarded(Action act)
    {
        try
        {
            act();
        }
        catch (Exception fault)
        {
            WatcherFailed(fault, snapshot.Version);
        }
    }

    [LoggerMessage(6001, LogLevel.Error, "A watcher of presence failed at version {Version}")]
    private partial void WatcherFailed(Exception fault, long version);

    private sealed class Watch(Presence presence, Action<PresenceChange> watcher) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref presence.watchers, list => list.Remove(watcher));
    }
}
