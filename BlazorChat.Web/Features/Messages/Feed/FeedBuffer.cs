namespace BlazorChat.Web.Features.Messages.Feed;

/// <summary>What waits for a circuit's next call. Empty, it is a few words: thousands of circuits idle.</summary>
internal sealed class FeedBuffer
{
    /// <summary>Entries that wait; more is read from the database when the circuit is ready for it.</summary>
    public const int MaxEntries = 200;

    private static readonly Dictionary<string, FeedHead> NoHeads = [];

    private List<ReadOnlyMemory<byte>>? _entries;
    private Dictionary<string, FeedHead>? _heads;
    private HashSet<Guid>? _users;
    private long? _crl;
    private bool _cleared;

    /// <summary>Heads alone are not urgent: they wait for the next call or the next second.</summary>
    public bool IsUrgent => _entries is not null || _users is not null || _crl is not null || _cleared;

    public bool IsEmpty => !IsUrgent && _heads is null;

    public bool IsFull => _entries?.Count >= MaxEntries;

    public void AddEntry(ReadOnlyMemory<byte> entry) => (_entries ??= []).Add(entry);

    public void SetHead(string conversation, FeedHead head) => (_heads ??= new(StringComparer.Ordinal))[conversation] = head;

    public void AddUser(Guid user) => (_users ??= []).Add(user);

    public void SetCrl(long number) => _crl = Math.Max(number, _crl ?? 0);

    public void SetCleared() => _cleared = true;

    public void DropEntries() => _entries = null;

    public FeedBatch Take()
    {
        var batch = new FeedBatch(_entries ?? [], _heads ?? NoHeads, _users is null ? [] : _users, _crl, _cleared);
        (_entries, _heads, _users, _crl, _cleared) = (null, null, null, null, false);
        return batch;
    }
}
