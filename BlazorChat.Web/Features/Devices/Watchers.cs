namespace BlazorChat.Web.Features.Devices;

/// <summary>Who wants to be told. Called outside the lock, and one that fails hurts only itself.</summary>
internal sealed class Watchers<T>(Action<Exception> failed)
{
    private readonly Lock gate = new();
    private Action<T>[] all = [];

    public IDisposable Add(Action<T> watcher)
    {
        // Wrapped, so that the same delegate twice is two subscriptions.
        void Own(T value) => watcher(value);
        Action<T> own = Own;
        lock (gate)
            all = [.. all, own];
        return new Subscription(this, own);
    }

    public void Tell(T value)
    {
        foreach (var watcher in Volatile.Read(ref all))
        {
            try
            {
                watcher(value);
            }
            catch (Exception e)
            {
                failed(e);
            }
        }
    }

    private sealed class Subscription(Watchers<T> owner, Action<T> own) : IDisposable
    {
        public void Dispose()
        {
            lock (owner.gate)
                owner.all = [.. owner.all.Where(watcher => !ReferenceEquals(watcher, own))];
        }
    }
}
