using System.Collections.Immutable;
using System.Threading.Channels;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Relay;

/// <summary>The relay of a single host, and the part within a host of any other: a queue and one pump that hands its messages to the subscribers, in order.</summary>
internal sealed partial class InProcessRelay : IRelay, ICommitInDoubt, IAsyncDisposable
{
    /// <summary>Seconds of the heaviest traffic. A pump that is further behind gives up the rest and says so.</summary>
    public const int MaxQueued = 16 * 1024;

    private const int Every = -1;

    private readonly Channel<Handout> _queue = Channel.CreateBounded<Handout>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });
    private readonly ImmutableArray<Subscription>[] _partitions = [.. Enumerable.Repeat(ImmutableArray<Subscription>.Empty, RelayPartition.Count)];
    private readonly Lock _subscribing = new();
    private readonly ILogger<InProcessRelay> _logger;
    private readonly Task _pump;
    private int _lost;
    private long _troubleSince;

    public InProcessRelay(ILogger<InProcessRelay> logger)
    {
        _logger = logger;
        _pump = Task.Run(PumpAsync);
    }

    public int Waiting => _queue.Reader.Count;

    public bool HasBroker => false;

    public DateTimeOffset? TroubleSince => Volatile.Read(ref _troubleSince) is var since and not 0 ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null;

    public void Publish(RelayMessage message)
    {
        RelayMeters.Taken();
        if (!_queue.Writer.TryWrite(new(message, RelayPartition.Of(message.Topic))) && !message.IsPassing)
            Interlocked.Exchange(ref _lost, 1);
    }

    /// <summary>Messages of this partition, or of any, may have been lost on their way here.</summary>
    public void TellOfLoss(int partition = Every)
    {
        if (!_queue.Writer.TryWrite(new(null, partition)))
            Interlocked.Exchange(ref _lost, 1);
    }

    /// <summary>Once a second. While not all may come, all is read.</summary>
    public void Note(bool trouble, DateTimeOffset now)
    {
        if (trouble)
            Interlocked.CompareExchange(ref _troubleSince, now.ToUnixTimeMilliseconds(), 0);
        else if (Interlocked.Exchange(ref _troubleSince, 0) == 0)
            return;
        TellOfLoss();
    }

    public void ReadAgain() => TellOfLoss();

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
        await foreach (var (message, partition) in _queue.Reader.ReadAllAsync())
        {
            if (message is null)
            {
                TellSubscribers(partition);
                continue;
            }
            foreach (var subscription in Watching(partition))
                Hand(subscription, message);
            if (Interlocked.Exchange(ref _lost, 0) != 0)
                TellSubscribers(Every);
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

    private void TellSubscribers(int partition)
    {
        RelayMeters.Lost();
        IEnumerable<Subscription> concerned = partition == Every ? Enumerable.Range(0, RelayPartition.Count).SelectMany(each => Watching(each)) : Watching(partition);
        // Whoever watches many partitions is told once.
        foreach (var subscription in concerned.DistinctBy(subscription => subscription.Missed))
        {
            try
            {
                subscription.Missed();
            }
            catch (Exception e)
            {
                LogSubscriberFailed(e, subscription.Partition);
            }
        }
    }

    /// <summary>A snapshot, so that nobody is called under the lock.</summary>
    private ImmutableArray<Subscription> Watching(int partition)
    {
        lock (_subscribing)
            return _partitions[partition];
    }

    /// <param name="Message">Null: that something was lost.</param>
    /// <param name="Partition">Whose subscribers it is for.</param>
    private readonly record struct Handout(RelayMessage? Message, int Partition);

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
