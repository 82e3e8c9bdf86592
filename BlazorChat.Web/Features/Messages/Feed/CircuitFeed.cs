using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using Microsoft.JSInterop;

namespace BlazorChat.Web.Features.Messages.Feed;

/// <summary>
/// The feed of one circuit: brings what happens to the island in its page, one call at a time.
/// </summary>
/// <remarks>
/// Guarantees: of each conversation the page has opened, entries come in order and without holes, as long as calls are answered; all that
/// arrives during a call goes into the next. A call without answer for <see cref="Patience"/> stops the feed and drops what waits; when the answer
/// comes after all, or the connection is back, it goes on from the database after what the island held. A page that was away for more
/// than <see cref="FeedBuffer.MaxEntries"/> entries gets the newest alone and reads the hole it sees by itself.
/// Not guaranteed: that an entry comes only once; that what only passes comes at all.
/// </remarks>
internal sealed partial class CircuitFeed(MessageFeed host, IConversations conversations, MessageLog log, TimeProvider clock, ILogger<CircuitFeed> logger) : IDisposable
{
    /// <summary>A tab that needs longer is frozen or gone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private enum State
    {
        Detached,
        Idle,
        Running,
        Stalled,
        Offline,
    }

    private static readonly Dictionary<string, long> Nothing = [];

    private readonly Lock _gate = new();
    private readonly FeedQueue _queue = new();
    private State _state;
    private int _run;
    private IFeedSink? _sink;
    private IDisposable? _membership;

    /// <summary>Called when a connection that was lost is back. Quick.</summary>
    public Action? WhenBack { get; set; }

    public Guid User { get; private set; }

    /// <summary>Whose page is open, conversation or not: they are told when this user's chain changes.</summary>
    public Guid? Peer
    {
        get
        {
            lock (_gate)
                return _queue.Peer;
        }
    }

    /// <summary>Begins. The sink is called from any thread, one call at a time.</summary>
    public async Task AttachAsync(Guid user, IFeedSink sink, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            User = user;
            _sink = sink;
            _state = State.Idle;
        }
        var membership = await host.JoinAsync(this, cancellationToken);
        lock (_gate)
        {
            if (_state != State.Detached)
            {
                _membership = membership;
                Start();
                return;
            }
        }
        membership.Dispose();
    }

    public void Detach()
    {
        IDisposable? membership;
        lock (_gate)
        {
            _run++;
            _state = State.Detached;
            (_sink, membership, _membership) = (null, _membership, null);
            _queue.Clear();
        }
        membership?.Dispose();
    }

    public void Dispose() => Detach();

    /// <summary>The page shows this conversation; without one this user's page, and the dm with that user if there is one.</summary>
    public void Open(ConversationId? conversation, Guid? peer)
    {
        lock (_gate)
        {
            _queue.Show(conversation, peer);
            Start();
        }
    }

    public void ConnectionDown()
    {
        lock (_gate)
        {
            if (_state == State.Detached)
                return;
            _run++;
            _state = State.Offline;
            _queue.DropToHeld();
        }
    }

    public void ConnectionUp()
    {
        WhenBack?.Invoke();
        lock (_gate)
        {
            if (_state != State.Offline)
                return;
            _state = State.Idle;
            _queue.DropToHeld();
            Start();
        }
    }

    internal void Push(RelayMessage message) => Change(queue => queue.Add(message, away: _state is State.Stalled or State.Offline));

    /// <summary>Where a log ends of which this page was not told; if it is open, what is missing is read.</summary>
    internal void PushEnd(ConversationEnd end) => Change(queue => queue.AddEnd(end));

    /// <summary>Of the conversation that is shown, and only while the page takes something; it waits for the next call or the next second.</summary>
    internal void PushPassing(ConversationId conversation, Passing passing)
    {
        lock (_gate)
        {
            if (_state is State.Idle or State.Running)
                _queue.AddPassing(conversation, passing);
        }
    }

    /// <summary>What passed by while hosts did not hear each other did not come here: the page asks how far others have read.</summary>
    internal void PushLost() => Change(queue => queue.AddLost());

    internal void PushUser(Guid user) => Change(queue => queue.AddUser(user));

    internal void PushCrl(long number) => Change(queue => queue.SetCrl(number));

    /// <summary>The user has cleared a history, or taken that back.</summary>
    internal void PushCleared() => Change(queue => queue.SetCleared());

    /// <summary>Asks this page for earlier keys; false: it answers nothing now.</summary>
    internal bool TryAsk(WantedKeys wanted)
    {
        lock (_gate)
        {
            if (_state is not (State.Idle or State.Running))
                return false;
            _queue.AddWanted(wanted);
            Start();
            return true;
        }
    }

    /// <summary>A dm with this user was made, here or there.</summary>
    internal void PushDm(Guid peer, ConversationId dm) => Change(queue => queue.Found(peer, dm));

    /// <summary>Something may have been lost on the way here: look in the database.</summary>
    internal void Missed() => Change(queue => queue.LookAgain());

    /// <summary>Once a second: what was not urgent goes now, what failed is tried again.</summary>
    internal void Tick() => Change(queue => queue.MakeHeadsDue());

    private void Change(Action<FeedQueue> change)
    {
        lock (_gate)
        {
            if (_state == State.Detached)
                return;
            change(_queue);
            Start();
        }
    }

    private void Start()
    {
        if (_state != State.Idle || !_queue.HasWork || _sink is null)
            return;
        _state = State.Running;
        var run = ++_run;
        // Never on the relay's thread, and never with somebody's request context.
        ThreadPool.UnsafeQueueUserWorkItem(static feed => _ = feed.Feed.RunAsync(feed.Run), (Feed: this, Run: run), preferLocal: false);
    }

    private async Task RunAsync(int run)
    {
        try
        {
            while (true)
            {
                if (Next(run, queue => queue.Sought) is { } sought)
                    await SeekAsync(sought);
                else if (Next(run, queue => queue.NextBehind()) is { } behind)
                    await FillAsync(behind);
                else if (TakeBatch(run) is not { } next || !await DeliverAsync(next.Sink, next.Batch, run))
                    return;
            }
        }
        catch (Exception e)
        {
            // The database did not answer; the next tick tries again.
            LogFailed(e, User);
            _ = Become(run, State.Running, State.Idle) || Become(run, State.Stalled, State.Idle);
        }
    }

    private T? Next<T>(int run, Func<FeedQueue, T?> next)
    {
        lock (_gate)
            return run == _run && _state == State.Running ? next(_queue) : default;
    }

    private async Task SeekAsync(Guid peer)
    {
        var dm = await conversations.FindDmAsync(User, peer);
        lock (_gate)
            _queue.Found(peer, dm?.Conversation);
    }

    private async Task FillAsync(OpenConversation conversation)
    {
        List<LogEntry>? entries = null;
        try
        {
            entries = await MissingAsync(conversation);
        }
        finally
        {
            lock (_gate)
                _queue.Filled(conversation, entries);
        }
    }

    private async Task<List<LogEntry>> MissingAsync(OpenConversation conversation)
    {
        // What is open comes from the page's address: anybody can write one.
        if (!await conversations.IsMemberAsync(conversation.Id, User))
            return [];
        if (!conversation.KnowsNothing)
        {
            var missing = await log.AfterAsync(conversation.Id, User, conversation.Queued, FeedBuffer.MaxEntries + 1, CancellationToken.None);
            if (missing.Count <= FeedBuffer.MaxEntries)
                return missing;
        }
        return await log.BeforeAsync(conversation.Id, User, long.MaxValue, 1, CancellationToken.None);
    }

    private (IFeedSink Sink, FeedBatch Batch)? TakeBatch(int run)
    {
        lock (_gate)
        {
            if (run != _run || _state != State.Running)
                return null;
            if (!_queue.HasBatch || _sink is null)
            {
                // Something to look up may have come since the last look.
                _state = State.Idle;
                Start();
                return null;
            }
            return (_sink, _queue.Take());
        }
    }

    /// <returns>Whether this run goes on.</returns>
    private async Task<bool> DeliverAsync(IFeedSink sink, FeedBatch batch, int run)
    {
        try
        {
            MessageMeters.Delivering(batch.Entries.Count);
            var started = clock.GetTimestamp();
            var answer = sink.DeliverAsync(batch);
            try
            {
                var held = await answer.WaitAsync(Patience, clock);
                MessageMeters.Delivered(clock.GetElapsedTime(started));
                return Answered(run, held);
            }
            catch (TimeoutException)
            {
                Stall(run);
                return Answered(run, await answer) && Become(run, State.Stalled, State.Running);
            }
        }
        catch (JSException e)
        {
            // The island failed on this batch. It reads what it misses by itself; the same bytes again would not help it.
            LogIslandFailed(e, User);
            return Answered(run, Nothing) && (Become(run, State.Stalled, State.Running) || StillRuns(run));
        }
        catch (Exception e) when (e is JSDisconnectedException or InvalidOperationException or OperationCanceledException)
        {
            lock (_gate)
            {
                if (run == _run && _state != State.Detached)
                {
                    _state = State.Offline;
                    _queue.DropToHeld();
                }
            }
            return false;
        }
    }

    private bool Answered(int run, IReadOnlyDictionary<string, long> held)
    {
        lock (_gate)
        {
            _queue.Answered(held);
            if (run == _run && _state == State.Stalled)
                _queue.DropToHeld();
            return run == _run;
        }
    }

    private void Stall(int run)
    {
        lock (_gate)
        {
            if (run != _run || _state != State.Running)
                return;
            _state = State.Stalled;
            _queue.DropEntries();
        }
        MessageMeters.Stalled();
        LogStalled(User);
    }

    private bool StillRuns(int run)
    {
        lock (_gate)
            return run == _run && _state == State.Running;
    }

    private bool Become(int run, State from, State to)
    {
        lock (_gate)
        {
            if (run != _run || _state != from)
                return false;
            _state = to;
            return true;
        }
    }

    [LoggerMessage(5001, LogLevel.Information, "A page of user {User} has not answered in time; its feed waits")]
    private partial void LogStalled(Guid user);

    [LoggerMessage(5002, LogLevel.Warning, "A page of user {User} failed on a batch")]
    private partial void LogIslandFailed(Exception e, Guid user);

    [LoggerMessage(5003, LogLevel.Warning, "The feed of a page of user {User} could not read and tries again")]
    private partial void LogFailed(Exception e, Guid user);
}
