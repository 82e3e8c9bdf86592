using BlazorChat.Web.Features.Conversations;

namespace BlazorChat.Web.Features.Messages.Feed;

/// <summary>What waits for a circuit's next call. Empty, it is a few words: thousands of circuits idle.</summary>
internal sealed class FeedBuffer
{
    /// <summary>Entries that wait; more is read from the database when the circuit is ready for it.</summary>
    public const int MaxEntries = 200;

    /// <summary>Who waits for keys; who is not among them asks again.</summary>
    private const int MaxWanted = 100;

    private static readonly Dictionary<string, FeedHead> NoHeads = [];

    private List<ReadOnlyMemory<byte>>? _entries;
    private Dictionary<string, FeedHead>? _heads;
    private HashSet<Guid>? _users;
    private HashSet<WantedKeys>? _wanted;
    private Dictionary<(PassingKind, Guid), ReadOnlyMemory<byte>>? _passing;
    private long? _crl;
    private bool _cleared;

    /// <summary>What passes that waits: more people at once are "several".</summary>
    public const int MaxPassing = 200;

    /// <summary>Heads and what passes are not urgent: they wait for the next call or the next second.</summary>
    public bool IsUrgent => _entries is not null || _users is not null || _crl is not null || _cleared || _wanted is not null;

    public bool IsEmpty => !IsUrgent && _heads is null && _passing is null;

    public bool IsFull => _entries?.Count >= MaxEntries;

    public void AddEntry(ReadOnlyMemory<byte> entry) => (_entries ??= []).Add(entry);

    public void SetHead(string conversation, FeedHead head) => (_heads ??= new(StringComparer.Ordinal))[conversation] = head;

    public void AddUser(Guid user) => (_users ??= []).Add(user);

    /// <summary>In the place of what the same user did before, of the same kind.</summary>
    public void AddPassing(Passing passing)
    {
        _passing ??= [];
        if (_passing.Count < MaxPassing || _passing.ContainsKey((passing.Kind, passing.User)))
            _passing[(passing.Kind, passing.User)] = passing.Json;
    }

    public void SetCrl(long number) => _crl = Math.Max(number, _crl ?? 0);

    public void SetCleared() => _cleared = true;

    public void AddWanted(WantedKeys wanted)
    {
        if ((_wanted ??= []).Count < MaxWanted)
            _wanted.Add(wanted);
    }

    /// <summary>And what passes, which is over by then.</summary>
    public void DropEntries() => (_entries, _passing) = (null, null);

    public FeedBatch Take()
    {
        var batch = new FeedBatch(
            _entries ?? [], _heads ?? NoHeads, _users is null ? [] : _users, _crl, _cleared, _wanted is null ? [] : _wanted, _passing is null ? [] : _passing.Values);
        (_entries, _heads, _users, _passing, _crl, _cleared, _wanted) = (null, null, null, null, null, false, null);
        return batch;
    }
}
