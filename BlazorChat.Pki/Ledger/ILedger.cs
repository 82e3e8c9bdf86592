namespace BlazorChat.Pki.Ledger;

/// <summary>The ledger for those who look at it: what was done, by whom, and whether all of it is still as it was written.</summary>
public interface ILedger
{
    /// <summary>What the newest check of the whole chain found; null until there was one since this host started.</summary>
    LedgerCheck? Check { get; }

    /// <summary>Rows that fit, the newest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">Only rows older than this one; null: from the newest on.</param>
    /// <param name="limit">At most so many, from 1 to 1000.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<LedgerEntry>> ListAsync(LedgerFilter filter, long? before, int limit, CancellationToken cancellation);

    /// <summary>Checks now, or waits for the check under way.</summary>
    Task<LedgerCheck> CheckAsync(CancellationToken cancellation);

    /// <summary>Writes down what an administrator is about to do, or may not; durable when it returns.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="code">Of the act, in words joined by hyphens; at most 64 characters.</param>
    /// <param name="user">With whom, if with somebody.</param>
    /// <param name="outcome">What became of it where it was not done; at most 128 characters.</param>
    /// <param name="cancellation">Gives up, unless it is being written.</param>
    Task RecordAsync(Actor actor, string code, Guid? user, string? outcome, CancellationToken cancellation);
}

/// <summary>One act as it stands in the ledger; see <see cref="LedgerAct"/> for what the members say in each case.</summary>
/// <param name="Seq">Gapless, from 1.</param>
/// <param name="At">When.</param>
/// <param name="Act">What.</param>
/// <param name="Actor">Who: <c>system</c>, <c>host</c> or <c>user:</c> and the id.</param>
/// <param name="User">Whom it is about.</param>
/// <param name="Device">Which of their devices, or <c>recovery</c>.</param>
/// <param name="Kid">Which key.</param>
/// <param name="Serial">Which certificate, upper-case hex.</param>
/// <param name="Reason">A code.</param>
/// <param name="Detail">The rest.</param>
/// <param name="Hash">SHA-256 of the row and the hash before it, upper-case hex.</param>
public sealed record LedgerEntry(long Seq, DateTimeOffset At, LedgerAct Act, string Actor, Guid? User, string? Device, string? Kid, string? Serial, string? Reason, string? Detail, string Hash)
{
    /// <summary>The person who did it; null: the system, or somebody at the host.</summary>
    public Guid? ActorUser => Pki.Actor.UserOf(Actor);
}

/// <summary>Rows to look for. Every member that is not null narrows it down.</summary>
/// <param name="Acts">Only these.</param>
/// <param name="Actor">Only theirs, as <see cref="LedgerEntry.Actor"/>.</param>
/// <param name="About">Only about this person.</param>
/// <param name="Subject">Only about this device, key or certificate: exactly its id, kid or serial.</param>
/// <param name="From">From this moment on.</param>
/// <param name="Until">Before this moment.</param>
public sealed record LedgerFilter(IReadOnlyCollection<LedgerAct>? Acts = null, string? Actor = null, Guid? About = null, string? Subject = null, DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>A check of the whole ledger.</summary>
/// <param name="Verdict">What it found.</param>
/// <param name="At">When it ended.</param>
public sealed record LedgerCheck(LedgerVerdict Verdict, DateTimeOffset At);
