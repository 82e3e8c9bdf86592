using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;

namespace BlazorChat.Web.Features.Messages.Feed;

/// <summary>What waits for one circuit, and how far each conversation its page has opened is. Guarded by the lock of its feed.</summary>
internal sealed class FeedQueue
{
    /// <summary>Conversations a page has opened and still gets whole; of others it is told the newest <c>seq</c>.</summary>
    public const int MaxOpen = 16;

    private readonly FeedBuffer _buffer = new();
    private readonly List<OpenConversation> _open = [];
    private FeedBatch? _unanswered;
    private bool _headsDue;
    private ConversationId? _shown;

    /// <summary>Whose page is open, conversation or not.</summary>
    public Guid? Peer { get; private set; }

    /// <summary>Whose page is open while it is not known whether there is a dm.</summary>
    public Guid? Sought { get; private set; }

    public bool HasBatch => _buffer.IsUrgent || _headsDue;

    public bool HasWork => HasBatch || Sought is not null || _open.Exists(open => open.Behind);

    public void Show(ConversationId? conversation, Guid? peer)
    {
        Peer = peer;
        Sought = conversation is null ? peer : null;
        _shown = conversation;
        if (conversation is { } id)
            Open(id);
    }

    /// <summary>There is (now) a dm with this user.</summary>
    public void Found(Guid peer, ConversationId? dm)
    {
        // That there is none may be an older answer than that there is one.
        if (Peer != peer || dm is null && Sought != peer)
            return;
        Sought = null;
        _shown = dm;
        if (dm is { } id)
            Open(id);
    }

    /// <param name="message">What came by.</param>
    /// <param name="away">The page takes nothing now: what is open is read from the database later.</param>
    public void Add(RelayMessage message, bool away)
    {
        if (_open.Find(open => open.Id.Value == message.Topic) is { } conversation)
            Add(conversation, message, away);
        else
            _buffer.SetHead(message.Topic, new FeedHead(message.Seq, message.At));
    }

    public void AddEnd(ConversationEnd end)
    {
        if (!_open.Exists(open => open.Id == end.Conversation))
            _buffer.SetHead(end.Conversation.Value, new FeedHead(end.LastSeq, end.LastAt.ToUnixTimeMilliseconds()));
    }

    public void AddPassing(ConversationId conversation, Passing passing)
    {
        if (_shown == conversation)
            _buffer.AddPassing(passing);
    }

    public void AddLost()
    {
        if (_shown is { } shown)
            _buffer.AddPassing(Passing.Lost(shown));
    }

    public void AddUser(Guid user) => _buffer.AddUser(user);

    public void SetCrl(long number) => _buffer.SetCrl(number);

    public void SetCleared() => _buffer.SetCleared();

    public void AddWanted(WantedKeys wanted) => _buffer.AddWanted(wanted);

    /// <summary>What is not urgent has waited long enough.</summary>
    public void MakeHeadsDue() => _headsDue = !_buffer.IsEmpty;

    public void LookAgain()
    {
        foreach (var conversation in _open)
            conversation.Behind = true;
    }

    /// <summary>The next conversation to read from the database, marked as being read.</summary>
    public OpenConversation? NextBehind()
    {
        var behind = _buffer.IsFull ? null : _open.Find(open => open.Behind);
        if (behind is not null)
            (behind.Behind, behind.Filling) = (false, true);
        return behind;
    }

    /// <param name="conversation">What was read.</param>
    /// <param name="entries">What it lacked, ascending; null: it could not be read.</param>
    public void Filled(OpenConversation conversation, List<LogEntry>? entries)
    {
        conversation.Filling = false;
        conversation.Behind |= entries is null;
        foreach (var entry in entries ?? [])
        {
            if (entry.Seq <= conversation.Queued)
                continue;
            _buffer.AddEntry(LogEntryJson.ForFeed(entry));
            conversation.Queued = entry.Seq;
        }
    }

    public FeedBatch Take()
    {
        _headsDue = false;
        foreach (var conversation in _open)
            conversation.Handed = conversation.Queued;
        return _unanswered = _buffer.Take();
    }

    public void Answered(IReadOnlyDictionary<string, long> held)
    {
        _unanswered = null;
        foreach (var conversation in _open)
        {
            if (held.TryGetValue(conversation.Id.Value, out var seq))
                conversation.Held = seq;
        }
    }

    public void DropEntries() => _buffer.DropEntries();

    /// <summary>What was handed over may not have arrived: go on after what is held.</summary>
    public void DropToHeld()
    {
        _buffer.DropEntries();
        foreach (var user in _unanswered?.Users ?? [])
            _buffer.AddUser(user);
        if (_unanswered?.Crl is { } crl)
            _buffer.SetCrl(crl);
        if (_unanswered?.Cleared == true)
            _buffer.SetCleared();
        _unanswered = null;
        foreach (var conversation in _open)
            conversation.RewindToHeld();
    }

    public void Clear()
    {
        _buffer.Take();
        _open.Clear();
        (Peer, Sought, _shown, _unanswered) = (null, null, null, null);
    }

    private void Open(ConversationId id)
    {
        var known = _open.Find(open => open.Id == id);
        if (known is not null)
            _open.Remove(known);
        else if (_open.Count == MaxOpen)
            _open.RemoveAt(0);
        _open.Add(known ?? new OpenConversation(id));
    }

    private void Add(OpenConversation conversation, RelayMessage message, bool away)
    {
        conversation.Behind |= away || conversation.Filling;
        if (conversation.Behind || message.Seq <= conversation.Queued)
            return;
        if (_buffer.IsFull)
        {
            _buffer.DropEntries();
            foreach (var open in _open)
                open.Rewind();
            conversation.Behind = true;
        }
        else if (message.Seq != conversation.Queued + 1)
        {
            conversation.Behind = true;
        }
        else
        {
            _buffer.AddEntry(message.Body);
            conversation.Queued = message.Seq;
        }
    }
}
