using System.Threading.Channels;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;

namespace BlazorChat.Web.Relay.RabbitMq;

/// <summary>
/// The relay of an installation with several hosts. Within a host a message goes to its subscribers at once, as without a broker; the broker takes it to the
/// others.
/// </summary>
/// <remarks>
/// Nothing is sent twice, and nothing waits for a broker that is away: what is not confirmed is lost, and every loss is noticed, by the numbers of messages and
/// by beats (<see cref="HeardHosts"/>), within a second of the broker's being back; subscribers are then told to read the database. As long as this host cannot
/// be sure to hear all others (the broker is away, does not deliver its own beats, or another has fallen silent) they are told so every second.
/// </remarks>
internal sealed partial class RabbitMqRelay : IRelay, ICommitInDoubt, IHostedService, IAsyncDisposable
{
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Own beats that come back no more: whatever is open is of no use.</summary>
    public static readonly TimeSpan Deaf = TimeSpan.FromSeconds(10);

    /// <summary>Who has just started is still on its way to the broker.</summary>
    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(5);

    private const int MaxQueued = 16 * 1024;
    private const int MaxBatch = 512;
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    private readonly BrokerAddress _broker;
    private readonly InProcessRelay _local;
    private readonly TimeProvider _clock;
    private readonly ILogger<RabbitMqRelay> _logger;
    private readonly IHosts _hosts;
    private readonly Guid _host;
    private readonly Dictionary<Guid, long> _unheard = [];
    private readonly string _name = $"blazorchat {Environment.MachineName} {Environment.ProcessId}";
    private readonly HeardHosts _heard;
    private readonly SentNumbers _sent = new();
    private readonly Channel<RelayMessage?> _outgoing = Channel.CreateBounded<RelayMessage?>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });
    private readonly int[] _overflowed = new int[RelayPartition.Count];
    private readonly int[] _subscribers = new int[RelayPartition.Count];
    private readonly Lock _binding = new();
    private readonly CancellationTokenSource _stopping = new();
    private BrokerSession? _session;
    private long _heardOwn;
    private bool _hearsOwn;
    private Task _sending = Task.CompletedTask;
    private Task _running = Task.CompletedTask;
    private int _disposed;
    private string? _told;

    public RabbitMqRelay(BrokerAddress broker, InProcessRelay local, IHosts hosts, ThisHost host, TimeProvider clock, ILogger<RabbitMqRelay> logger)
    {
        (_broker, _local, _hosts, _host, _clock, _logger) = (broker, local, hosts, host.Id, clock, logger);
        _heard = new(clock);
        local.Note(trouble: true, clock.GetUtcNow());
    }

    public int Waiting => _local.Waiting + _outgoing.Reader.Count;

    public bool HasBroker => true;

    public DateTimeOffset? TroubleSince => _local.TroubleSince;

    public void Publish(RelayMessage message)
    {
        _local.Publish(message);
        if (!_outgoing.Writer.TryWrite(message) && !message.IsPassing)
            Volatile.Write(ref _overflowed[RelayPartition.Of(message.Topic)], 1);
    }

    public IDisposable Subscribe(int partition, Action<RelayMessage> received, Action missed)
    {
        var local = _local.Subscribe(partition, received, missed);
        lock (_binding)
        {
            if (++_subscribers[partition] == 1)
                Bind(_session, partition, bound: true);
        }
        return new Subscription(this, partition, local);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _sending = Task.Run(SendAsync, CancellationToken.None);
        _running = Task.WhenAll(Task.Run(StayAsync, CancellationToken.None), _sending, Task.Run(BeatAsync, CancellationToken.None));
        return Task.CompletedTask;
    }

    /// <summary>Sends what waits, and says goodbye, so that the others do not take it for lost.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _outgoing.Writer.TryComplete();
        await _sending.WaitAsync(cancellationToken);
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    /// <summary>Of the own readers and of the other hosts, who find a number missing with the next beat.</summary>
    public void ReadAgain()
    {
        for (var partition = 0; partition < RelayPartition.Count; partition++)
            Volatile.Write(ref _overflowed[partition], 1);
        _local.TellOfLoss();
    }

    // The container knows this instance by three names, and disposes it for each.
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await StopAsync(CancellationToken.None);
        _stopping.Dispose();
    }

    /// <summary>Opens one stay at the broker after the other, at each of its addresses in turn.</summary>
    private async Task StayAsync()
    {
        var pause = TimeSpan.FromMilliseconds(100);
        for (var node = 0; !_stopping.IsCancellationRequested; node = (node + 1) % _broker.Nodes.Count)
        {
            try
            {
                await using var session = await BrokerSession.OpenAsync(_broker, node, _name, Heard);
                pause = TimeSpan.FromMilliseconds(100);
                Begin(session);
                LogEnded(_broker.ToString(), await EndAsync(session));
            }
            catch (Exception e)
            {
                TellAway(e.GetBaseException().Message);
            }
            Volatile.Write(ref _session, null);
            await Task.Delay(pause, _clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
        }
    }

    /// <summary>Waits for the end of it. When this host stops, it says goodbye.</summary>
    private async Task<string> EndAsync(BrokerSession session)
    {
        try
        {
            return await session.Ended.WaitAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            await session.PublishAsync([(BrokerSession.EveryHost, new RelayFrame.Beat(_host, Leaving: true, []).Write())]);
            return "this host stops";
        }
    }

    /// <summary>Once for each reason.</summary>
    private void TellAway(string why)
    {
        if (!_stopping.IsCancellationRequested && why != _told)
            LogAway(_broker.ToString(), _told = why);
    }

    private void Begin(BrokerSession session)
    {
        _told = null;
        Volatile.Write(ref _heardOwn, _clock.GetTimestamp());
        // A broker that lets somebody in may still take nothing from them, as during an alarm.
        Volatile.Write(ref _hearsOwn, false);
        lock (_binding)
        {
            _heard.Reset();
            _session = session;
            for (var partition = 0; partition < RelayPartition.Count; partition++)
            {
                if (_subscribers[partition] > 0)
                    Bind(session, partition, bound: true);
            }
        }
        LogThere(_broker.ToString());
    }

    /// <summary>What came before the broker has bound it may have passed by: then all is read.</summary>
    private void Bind(BrokerSession? session, int partition, bool bound)
    {
        _heard.Bind(partition, bound);
        session?.Bind(partition, bound, () =>
        {
            if (bound)
                _local.TellOfLoss(partition);
        });
    }

    private void Heard(string key, ReadOnlyMemory<byte> bytes)
    {
        switch (RelayFrame.Read(bytes.Span))
        {
            case null:
                LogUnreadable(key, bytes.Length);
                _local.TellOfLoss();
                break;
            case RelayFrame.Beat beat when beat.Host == _host:
                Volatile.Write(ref _heardOwn, _clock.GetTimestamp());
                Volatile.Write(ref _hearsOwn, true);
                break;
            case RelayFrame.Beat beat:
                foreach (var partition in _heard.Take(beat))
                    _local.TellOfLoss(partition);
                break;
            case RelayFrame.Published published when published.Host != _host:
                var at = RelayPartition.Of(published.Message.Topic);
                _local.Publish(published.Message);
                if (!_heard.Follows(published.Host, at, published.Number))
                    _local.TellOfLoss(at);
                break;
        }
    }

    /// <summary>In batches, each confirmed before the next; null among them: a beat is due.</summary>
    private async Task SendAsync()
    {
        var frames = new List<(string Key, byte[] Frame)>(MaxBatch);
        while (await _outgoing.Reader.WaitToReadAsync())
        {
            frames.Clear();
            while (frames.Count < MaxBatch && _outgoing.Reader.TryRead(out var message))
                frames.Add(message is null ? Beat() : Frame(message));
            if (Volatile.Read(ref _session) is not { Ended.IsCompleted: false } session)
                continue; // they are numbered, and so missed
            try
            {
                await session.PublishAsync(frames);
            }
            catch (Exception)
            {
                continue; // the session has ended, and says why
            }
        }
    }

    private (string Key, byte[] Frame) Frame(RelayMessage message)
    {
        var partition = RelayPartition.Of(message.Topic);
        return (BrokerSession.KeyOf(partition), new RelayFrame.Published(_host, message.IsPassing ? 0 : _sent.Next(partition), message).Write());
    }

    private (string Key, byte[] Frame) Beat()
    {
        for (var partition = 0; partition < RelayPartition.Count; partition++)
        {
            if (Interlocked.Exchange(ref _overflowed[partition], 0) != 0)
                _sent.Next(partition);
        }
        return (BrokerSession.EveryHost, new RelayFrame.Beat(_host, Leaving: false, _sent.ForBeat()).Write());
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(Pace, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                _outgoing.Writer.TryWrite(null);
                var session = Volatile.Read(ref _session);
                var deafFor = _clock.GetElapsedTime(Volatile.Read(ref _heardOwn));
                if (session is { Ended.IsCompleted: false } && deafFor > Deaf)
                    session.End("it does not deliver what this host sends itself");
                var isDeaf = session is not { Ended.IsCompleted: false } || !Volatile.Read(ref _hearsOwn) || deafFor > HeardHosts.Silence;
                var missesSomebody = _heard.SomebodyIsSilent(IsDead) | SomebodyIsUnheard(); // both keep count
                _local.Note(isDeaf || missesSomebody, _clock.GetUtcNow());
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    /// <summary>Says the database, which every host tells each second that it lives.</summary>
    private bool IsDead(Guid host) => !_hosts.IsAlone && !_hosts.Living.Any(living => living.Id == host);

    /// <summary>A host lives, says the database, and the broker brings nothing of it: they are at parts of the broker that do not see each other, or it has none.</summary>
    private bool SomebodyIsUnheard()
    {
        var now = _clock.GetTimestamp();
        var silent = _hosts.Living.Where(host => host.Id != _host && !_heard.Hears(host.Id)).Select(host => host.Id).ToHashSet();
        foreach (var heard in _unheard.Keys.Where(host => !silent.Contains(host)).ToArray())
            _unheard.Remove(heard);
        foreach (var host in silent)
            _unheard.TryAdd(host, now);
        return _unheard.Values.Any(since => _clock.GetElapsedTime(since, now) > Unheard);
    }

    private void Leave(int partition)
    {
        lock (_binding)
        {
            if (--_subscribers[partition] == 0)
                Bind(_session, partition, bound: false);
        }
    }

    private sealed class Subscription(RabbitMqRelay relay, int partition, IDisposable local) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
                return;
            local.Dispose();
            relay.Leave(partition);
        }
    }

    [LoggerMessage(8002, LogLevel.Information, "The broker at {Broker} is there")]
    private partial void LogThere(string broker);

    [LoggerMessage(8003, LogLevel.Warning, "The stay at the broker at {Broker} has ended: {Why}. Until the next, hosts find what others sent in the database, a second later")]
    private partial void LogEnded(string broker, string why);

    [LoggerMessage(8004, LogLevel.Warning, "The broker at {Broker} cannot be reached: {Why}")]
    private partial void LogAway(string broker, string why);

    [LoggerMessage(8005, LogLevel.Warning, "A message of {Length} bytes by the key {Key} is of no form that this version knows, and was dropped")]
    private partial void LogUnreadable(string key, int length);
}
