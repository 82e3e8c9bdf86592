using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Ledger;

/// <summary>What one act adds to the ledger, with the database as it was when the act began.</summary>
/// <param name="prepared">The connection, where issuances share a transaction; null: the act has one of its own.</param>
internal sealed class LedgerPage(DbContext context, long lastSeq, string lastHash, DateTimeOffset now, PreparedLedger? prepared = null)
{
    private readonly List<object> _added = [];
    private string _hash = lastHash;

    /// <summary>What the act changes besides the ledger goes into the same transaction.</summary>
    public DbContext Context { get; } = context;

    public PreparedLedger? Prepared { get; } = prepared;

    /// <summary>The rows that this page makes durable, the ledger's among them.</summary>
    public IReadOnlyList<object> Added => _added;

    /// <summary>The time of the act, in whole milliseconds as stored.</summary>
    public DateTimeOffset Now { get; } = now;

    /// <summary>The last row, the act's own included.</summary>
    public long Seq { get; private set; } = lastSeq;

    /// <summary>Of the last row: no two histories end in the same.</summary>
    public string Hash => _hash;

    public long Write(LedgerAct act, Actor actor, LedgerSubject subject, string? reason = null, string? detail = null)
    {
        var row = Row(act, actor, subject, reason, detail, hash: "");
        _hash = LedgerHash.Of(row);
        Add(Row(act, actor, subject, reason, detail, _hash, row.Prev));
        return ++Seq;
    }

    public void Add(object row) => _added.Add(row);

    private LedgerRow Row(LedgerAct act, Actor actor, LedgerSubject subject, string? reason, string? detail, string hash, string? prev = null) => new()
    {
        Seq = Seq + 1,
        At = Now,
        Act = act,
        Actor = actor.ToString(),
        User = subject.User,
        Device = subject.Device,
        Kid = subject.Kid,
        Serial = subject.Serial,
        Reason = reason,
        Detail = detail,
        Prev = prev ?? _hash,
        Hash = hash,
    };
}

/// <summary>Whom and what a row is about.</summary>
internal readonly record struct LedgerSubject(Guid? User = null, string? Device = null, string? Kid = null, string? Serial = null);
