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
/// Not guaranteed: that an entry comes only once.
/// </remarks>
internal sealed partial class CircuitFeed(MessageFeed host, IConversations conversations, MessageLog log, TimeProvider clock, ILogger<CircuitFeed> logger) : IDisposable
{
    /// <summary>A tab that needs longer is frozen or gone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Conversations a page has opened and still gets whole; of others it is told the newest <c>seq</c>.</summary>
    public const int MaxOpen = 16;

    private enum State
    {
        Detached,
        Idle,
        Running,
        Stalled,
        Offline,
    }

    private readonly Lock _gate = new();
    private readonly FeedBuffer _buffer = new();
    private readonly List<OpenConversation> _open = [];
    private State _state;
    private int _run;
    private bool _headsDue;
    private IFeedSink? _sink;
    private IDisposable? _membership;

    public Guid User { get; private set; }

    /// <summary>Whose page is open, conversation or not: they are told when this user's chain changes.</summary>
    public Guid? Peer { get; private set; }

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
            _buffer.Take();
            _open.Clear();
        }
        membership?.Dispose();
    }

    public void Dispose() => Detach();

    /// <summary>The page shows this conversation, or this user's page without one.</summary>
    public void Open(ConversationId? conversation, Guid? peer)
    {
        lock (_gate)
        {
            Peer = peer;
            if (conversation is not { } id)
                return;
            var known = _open.Find(open => open.Id == id);
            if (known is not null)
                _open.Remove(known);
            else if (_open.Count == MaxOpen)
                _open.RemoveAt(0);
            _open.Add(known ?? new OpenConversation(id));
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
            DropToHeld();
        }
    }

    public void ConnectionUp()
    {
        lock (_gate)
        {
            if (_state != State.Offline)
                return;
            _state = State.Idle;
            DropToHeld();
            Start();
        }
    }

    internal void Push(RelayMessage message)
    {
        lock (_gate)
        {
            if (_state == State.Detached)
                return;
            if (_open.Find(open => open.Id.Value == message.Topic) is { } conversation)
                Push(conversation, message);
            else
                _buffer.SetHead(message.Topic, new FeedHead(message.Seq, message.At));
            Start();
        }
    }

    internal void PushUser(Guid user)
    {
        lock (_gate)
        {
            if (_state == State.Detached)
                return;
            _buffer.AddUser(user);
            Start();
        }
    }

    internal void PushCrl(long number)
    {
        lock (_gate)
        {
            if (_state == State.Detached)
                return;
            _buffer.SetCrl(number);
            Start();
        }
    }

    /// <summary>Something may have been lost on the way here: look in the database.</summary>
    internal void Missed()
    {
        lock (_gate)
        {
            foreach (var conversation in _open)
                conversation.Behind = true;
            Start();
        }
    }

    /// <summary>Once a second: what was not urgent goes now, what failed is tried again.</summary>
    internal void Tick()
    {
        lock (_gate)
        {
            _headsDue = !_buffer.IsEmpty;
            Start();
        }
    }

    private void Push(OpenConversation conversation, RelayMessage message)
    {
        if (_state is State.Stalled or State.Offline || conversation.Filling)
            conversation.Behind = true;
        if (conversation.Behind || message.Seq <= conversation.Queued)
            return;
        if (_buffer.IsFull)
        {
            DropBuffer();
            return;
        }
        if (message.Seq != conversation.Queued + 1)
        {
            conversation.Behind = true;
            return;
        }
        _buffer.AddEntry(message.Body);
        conversation.Queued = message.Seq;
    }

    private void DropBuffer()
    {
        _buffer.DropEntries();
        foreach (var conversation in _open)
        {
            conversation.Rewind();
            conversation.Behind = true;
        }
    }

    private void DropToHeld()
    {
        _buffer.DropEntries();
        foreach (var conversation in _open)
            conversation.RewindToHeld();
    }

    private void Start()
    {
        var work = _buffer.IsUrgent || _headsDue || _open.Exists(open => open.Behind);
        if (_state != State.Idle || !work || _sink is null)
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
                if (NextBehind(run) is { } behind)
                    await FillAsync(behind);
                else if (TakeBatch(run) is not { } next || !await DeliverAsync(next.Sink, next.Batch, run))
                    return;
            }
        }
        catch (Exception e)
        {
            // The database did not answer; the next tick tries again.
            LogFailed(e, User);
            Become(run, State.Running, State.Idle);
        }
    }

    private OpenConversation? NextBehind(int run)
    {
        lock (_gate)
        {
            var behind = run == _run && _state == State.Running && !_buffer.IsFull ? _open.Find(open => open.Behind) : null;
            if (behind is not null)
                (behind.Behind, behind.Filling) = (false, true);
            return behind;
        }
    }

    private async Task FillAsync(OpenConversation conversation)
    {
        var filled = false;
        try
        {
            var entries = await MissingAsync(conversation);
            lock (_gate)
            {
                foreach (var entry in entries.Where(entry => entry.Seq > conversation.Queued))
                {
                    _buffer.AddEntry(LogEntryJson.ForFeed(entry));
                    conversation.Queued = entry.Seq;
                }
            }
            filled = true;
        }
        finally
        {
            lock (_gate)
            {
                conversation.Filling = false;
                conversation.Behind |= !filled;
            }
        }
    }

    private async Task<List<LogEntry>> MissingAsync(OpenConversation conversation)
    {
        // What is open comes from the page's address: anybody can write one.
        if (!await conversations.IsMemberAsync(conversation.Id, User))
            return [];
        if (!conversation.KnowsNothing)
        {
            var missing = await log.AfterAsync(conversation.Id, conversation.Queued, FeedBuffer.MaxEntries + 1, CancellationToken.None);
            if (missing.Count <= FeedBuffer.MaxEntries)
                return missing;
        }
        return await log.BeforeAsync(conversation.Id, long.MaxValue, 1, CancellationToken.None);
    }

    private (IFeedSink Sink, FeedBatch Batch)? TakeBatch(int run)
    {
        lock (_gate)
        {
            if (run != _run || _state != State.Running)
                return null;
            if (!(_buffer.IsUrgent || _headsDue) || _sink is null)
            {
                _state = State.Idle;
                return null;
            }
            foreach (var conversation in _open)
                conversation.Handed = conversation.Queued;
            _headsDue = false;
            return (_sink, _buffer.Take());
        }
    }

    /// <returns>Whether this run goes on.</returns>
    private async Task<bool> DeliverAsync(IFeedSink sink, FeedBatch batch, int run)
    {
        try
        {
            var answer = sink.DeliverAsync(batch);
            try
            {
                return Answered(run, await answer.WaitAsync(Patience, clock));
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
            return Become(run, State.Stalled, State.Running) || StillRuns(run);
        }
        catch (Exception e) when (e is JSDisconnectedException or InvalidOperationException or OperationCanceledException)
        {
            lock (_gate)
            {
                if (run == _run && _state != State.Detached)
                {
                    _state = State.Offline;
                    DropToHeld();
                }
            }
            return false;
        }
    }

    private bool Answered(int run, IReadOnlyDictionary<string, long> held)
    {
        lock (_gate)
        {
            foreach (var conversation in _open)
            {
                if (held.TryGetValue(conversation.Id.Value, out var seq))
                    conversation.Held = seq;
            }
            if (run == _run && _state == State.Stalled)
                DropToHeld();
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
            _buffer.DropEntries();
        }
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

    [LoggerMessage(4201, LogLevel.Information, "A page of user {User} has not answered in time; its feed waits")]
    private partial void LogStalled(Guid user);

    [LoggerMessage(4202, LogLevel.Warning, "A page of user {User} failed on a batch")]
    private partial void LogIslandFailed(Exception e, Guid user);

    [LoggerMessage(4203, LogLevel.Warning, "The feed of a page of user {User} could not read and tries again")]
    private partial void LogFailed(Exception e, Guid user);
}
