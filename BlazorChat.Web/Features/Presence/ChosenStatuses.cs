using System.Collections.Immutable;

namespace BlazorChat.Web.Features.Presence;

/// <summary>What people have chosen, in memory, and the windows of each that want to know. Who is seen as usual takes no room.</summary>
internal sealed class ChosenStatuses(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, OwnStatus> chosen = [];
    private readonly Dictionary<Guid, ImmutableArray<Action>> watchers = [];

    /// <summary>As of now: a line whose time is over is none.</summary>
    public OwnStatus Of(Guid user)
    {
        lock (gate)
            return chosen.TryGetValue(user, out var status) ? status.At(clock.GetUtcNow()) : OwnStatus.Usual;
    }

    public void Set(Guid user, OwnStatus status)
    {
        lock (gate)
        {
            if (status == OwnStatus.Usual)
                chosen.Remove(user);
            else
                chosen[user] = status;
        }
    }

    public IReadOnlyList<Guid> Users()
    {
        lock (gate)
            return [.. chosen.Keys];
    }

    /// <summary>When the next line goes; null: none does.</summary>
    public DateTimeOffset? NextExpiry()
    {
        lock (gate)
            return chosen.Values.Min(status => status.Until);
    }

    /// <summary>Forgets the lines whose time is over.</summary>
    /// <returns>Whose they were.</returns>
    public IReadOnlyList<Guid> DropExpired()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            Guid[] over = [.. chosen.Where(known => known.Value.Until <= now).Select(known => known.Key)];
            foreach (var user in over)
                Set(user, chosen[user].At(now));
            return over;
        }
    }

    public IDisposable Watch(Guid user, Action watcher)
    {
        lock (gate)
            watchers[user] = watchers.GetValueOrDefault(user, []).Add(watcher);
        return new Subscription(this, user, watcher);
    }

    /// <summary>Who is to be told of a change of this user's.</summary>
    public ImmutableArray<Action> WatchersOf(Guid user)
    {
        lock (gate)
            return watchers.GetValueOrDefault(user, []);
    }

    private sealed class Subscription(ChosenStatuses all, Guid user, Action watcher) : IDisposable
    {
        public void Dispose()
        {
            lock (all.gate)
            {
                var rest = all.watchers.GetValueOrDefault(user, []).Remove(watcher);
                if (rest.IsEmpty)
                    all.watchers.Remove(user);
                else
                    all.watchers[user] = rest;
            }
        }
    }
}
