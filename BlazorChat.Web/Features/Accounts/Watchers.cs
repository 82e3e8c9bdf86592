namespace BlazorChat.Web.Features.Accounts;

/// <summary>Those who want to be told. One failing watcher hurts only itself.</summary>
internal sealed partial class Watchers<T>(ILogger logger)
{
    private readonly Lock gate = new();
    private Action<T>[] all = [];

    public IDisposable Add(Action<T> watcher)
    {
        lock (gate)
            all = [.. all, watcher];
        return new Subscription(this, watcher);
    }

    public void Tell(T news)
    {
        // The array is replaced, never changed: no lock is held while watchers run.
        foreach (var watcher in Volatile.Read(ref all))
        {
            try
            {
                watcher(news);
            }
            catch (Exception e)
            {
                Log.Failed(logger, typeof(T).Name, e);
            }
        }
    }

    private void Remove(Action<T> watcher)
    {
        lock (gate)
        {
            var index = Array.IndexOf(all, watcher);
            if (index >= 0)
                all = [.. all[..index], .. all[(index + 1)..]];
        }
    }

    private sealed class Subscription(Watchers<T> owner, Action<T> watcher) : IDisposable
    {
        private Action<T>? mine = watcher;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref mine, null) is { } once)
                owner.Remove(once);
        }
    }
}

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Error, "A watcher of {News} failed.")]
    public static partial void Failed(ILogger logger, string news, Exception exception);
}
