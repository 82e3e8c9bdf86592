using System.Collections.Immutable;
using System.Threading.Channels;

namespace BlazorChat.Web.Relay;

/// <summary>The relay of a single host: a queue and one pump that hands its messages to the subscribers, in order.</summary>
internal sealed partial class InProcessRelay : IRelay, IAsyncDisposable
{
    /// <summary>Seconds of the heaviest traffic. A pump that is further behind gives up the rest and says so.</summary>
    public const int MaxQueued = 16 * 1024;

    private readonly Channel<RelayMessage> _queue = Channel.CreateBounded<RelayMessage>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });
    private readonly ImmutableArray<Subscription>[] _partitions = [.. Enumerable.Repeat(ImmutableArray<Subscription>.Empty, RelayPartition.Count)];
    private readonly Lock _subscribing = new();
    private readonly ILogger<InProcessRelay> _logger;
    private readonly Task _pump;
    private int _lost;

    public InProcessRelay(ILogger<InProcessRelay> logger)
    {
        _logger = logger;
        _pump = Task.Run(PumpAsync);
    }

    public int Waiting => _queue.Reader.Count;

    public void Publish(RelayMessage message)
    {
        if (!_queue.Writer.TryWrite(message) && !message.IsPassing)
            Interlocked.Exchange(ref _lost, 1);
    }

    public IDisposable Subscribe(int partition, Action<RelayMessage> received, Action missed)
    {
        var subscription = new Subscription(this, partition, received, missed);
        lock (_subscribing)
            _partitions[partition] = _partitions[partition].Add(subscription);
        return subscription;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _pump;
    }

    private async Task PumpAsync()
    {
        await foreach (var message in _queue.Reader.ReadAllAsync())
        {
            foreach (var subscription in Watching(RelayPartition.Of(message.Topic)))
                Hand(subscription, message);
            if (Interlocked.Exchange(ref _lost, 0) != 0)
                TellAllOfLoss();
        }
    }

    private void Hand(Subscription subscription, RelayMessage message)
    {
        try
        {
            subscription.Received(message);
        }
        catch (Exception e)
        {
            LogSubscriberFailed(e, subscription.Partition);
        }
    }

    private void TellAllOfLoss()
    {
        for (var partition = 0; partition < RelayPartition.Count; partition++)
        {
            foreach (var subscription in Watching(partition))
            {
                try
                {
                    subscription.Missed();
                }
                catch (Exception e)
                {
                    LogSubscriberFailed(e, partition);
                }
            }
        }
    }

    /// <summary>A snapshot, so that nobody is called under the lock.</summary>
    private ImmutableArray<Subscription> Watching(int partition)
    {
        lock (_subscribing)
            return _partitions[partition];
    }

    private sealed class Subscription(InProcessRelay relay, int partition, Action<RelayMessage> received, Action missed) : IDisposable
    {
        public int Partition => partition;

        public Action<RelayMessage> Received => received;

        public Action Missed => missed;

        public void Dispose()
        {
            lock (relay._subscribing)
                relay._partitions[partition] = relay._partitions[partition].Remove(this);
        }
    }

    [LoggerMessage(8001, LogLevel.Error, "A subscriber of relay partition {Partition} failed")]
    private partial void LogSubscriberFailed(Exception e, int partition);
}
