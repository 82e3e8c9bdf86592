namespace BlazorChat.Web.Features.Accounts;

/// <summary>Counts attempts per key within a sliding window, in bounded memory: beyond the bound the keys that were quiet
/// longest are forgotten. Not thread-safe: its owner holds a lock.</summary>
internal sealed class AttemptCounter<TKey>(Operations.RateLimits.Limit limit, int maxKeys) where TKey : notnull
{
    private readonly Dictionary<TKey, List<DateTimeOffset>> attempts = [];

    public int Keys => attempts.Count;

    /// <summary>How long to wait before the next attempt, or null for none.</summary>
    public TimeSpan? Wait(TKey key, DateTimeOffset now) => Wait(key, now, limit.Count);

    /// <summary>As if the limit allowed so many.</summary>
    public TimeSpan? Wait(TKey key, DateTimeOffset now, int count)
    {
        if (!attempts.TryGetValue(key, out var times))
            return null;
        times.RemoveAll(time => now - time >= limit.Window);
        if (times.Count == 0)
            attempts.Remove(key);
        return times.Count < count ? null : times[^count] + limit.Window - now;
    }

    /// <summary>Counts an attempt. If there were too many it is none, and this is how long to wait.</summary>
    public TimeSpan? Begin(TKey key, DateTimeOffset now)
    {
        if (Wait(key, now) is { } wait)
            return wait;
        Add(key, now);
        return null;
    }

    public void Add(TKey key, DateTimeOffset now)
    {
        if (!attempts.TryGetValue(key, out var times))
        {
            if (attempts.Count >= maxKeys)
                Forget(now);
            attempts[key] = times = [];
        }
        times.Add(now);
    }

    /// <summary>Takes an attempt back: it was none.</summary>
    public void Undo(TKey key, DateTimeOffset at)
    {
        if (attempts.TryGetValue(key, out var times) && times.Remove(at) && times.Count == 0)
            attempts.Remove(key);
    }

    public void Clear(TKey key) => attempts.Remove(key);

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, times) in attempts)
        {
            if (now - times[^1] >= limit.Window)
                attempts.Remove(key);
        }
        if (attempts.Count < maxKeys)
            return;
        // A tenth at once, so that the sort is paid once in a while.
        foreach (var key in attempts.OrderBy(pair => pair.Value[^1]).Take(maxKeys / 10).Select(pair => pair.Key).ToList())
            attempts.Remove(key);
    }
}
