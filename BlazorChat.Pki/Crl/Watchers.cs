using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Crl;

/// <summary>Who wants to hear of new CRLs. Called outside the lock; one that fails hurts only itself.</summary>
internal sealed partial class Watchers(ILogger<Watchers> logger)
{
    private readonly Lock _lock = new();
    private readonly List<Subscription> _subscriptions = [];

    public IDisposable Add(Action<AuthorityChange> watcher)
    {
        var subscription = new Subscription(this, watcher);
        lock (_lock)
            _subscriptions.Add(subscription);
        return subscription;
    }

    public void Tell(AuthorityChange change)
    {
        Subscription[] subscriptions;
        lock (_lock)
            subscriptions = [.. _subscriptions];
        foreach (var subscription in subscriptions)
        {
            try
            {
                subscription.Watcher(change);
            }
            catch (Exception e)
            {
                LogWatcherFailed(e, change.CrlNumber);
            }
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_lock)
            _subscriptions.Remove(subscription);
    }

    private sealed class Subscription(Watchers owner, Action<AuthorityChange> watcher) : IDisposable
    {
        public Action<AuthorityChange> Watcher { get; } = watcher;

        public void Dispose() => owner.Remove(this);
    }

    [LoggerMessage(1010, LogLevel.Error, "A watcher of the authority failed on CRL {Number}")]
    private partial void LogWatcherFailed(Exception exception, long number);
}
