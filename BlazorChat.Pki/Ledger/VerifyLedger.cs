using System.Security.Cryptography;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Ledger;

/// <summary>
/// Reads the ledger from the first row and holds three things against it: its own chain, every certificate, the owner and standing
/// of every key; and the CRL, which knows how far the ledger once went. Names the first row that does not fit.
/// </summary>
internal sealed class VerifyLedger(AuthorityDatabase database, IDatabaseFaults faults)
{
    private const int PageSize = 500;

    private sealed class Reading
    {
        public long Rows { get; set; }

        public string Hash { get; set; } = LedgerHash.Start;

        public Dictionary<string, KeyInLedger> Keys { get; } = new(StringComparer.Ordinal);
    }

    public async Task<LedgerVerdict> HandleAsync(CancellationToken cancellation)
    {
        var reading = new Reading();
        try
        {
            return await ReadAsync(reading, cancellation);
        }
        catch (Exception e) when (Unreadable(e))
        {
            return await NameUnreadableAsync(reading, e, cancellation);
        }
    }

    private async Task<LedgerVerdict> ReadAsync(Reading reading, CancellationToken cancellation)
    {
        await using var context = await database.OpenAsync(cancellation);
        while (await PageAsync(context, reading.Rows, cancellation) is { Rows.Count: > 0 } page)
            foreach (var row in page.Rows)
            {
                if ((Chain(reading, row) ?? Certificate(row, page.Leaves.GetValueOrDefault(row.Seq))) is { } why)
                    return new LedgerVerdict(reading.Rows, row.Seq, why);
                reading.Rows++;
                reading.Hash = row.Hash;
                Replay(reading, row);
            }
        var rest = await RestAsync(context, reading, cancellation);
        return new LedgerVerdict(reading.Rows, null, rest);
    }

    private static async Task<(List<LedgerRow> Rows, Dictionary<long, CertificateRow> Leaves)> PageAsync(DbContext context, long after, CancellationToken cancellation)
    {
        var rows = await context.Set<LedgerRow>().AsNoTracking().Where(row => row.Seq > after).OrderBy(row => row.Seq).Take(PageSize).ToListAsync(cancellation);
        var last = rows.Count == 0 ? after : rows[^1].Seq;
        var leaves = await context.Set<CertificateRow>().AsNoTracking().Where(leaf => leaf.IssuedSeq > after && leaf.IssuedSeq <= last).ToDictionaryAsync(leaf => leaf.IssuedSeq, cancellation);
        return (rows, leaves);
    }

    private static string? Chain(Reading reading, LedgerRow row) =>
        row.Seq != reading.Rows + 1 ? $"Row {reading.Rows + 1} is missing."
        : row.Prev != reading.Hash ? $"Row {row.Seq} does not continue the row before it."
        : row.Hash != LedgerHash.Of(row) ? $"Row {row.Seq} was changed."
        : null;

    private static string? Certificate(LedgerRow row, CertificateRow? leaf) =>
        row.Act != LedgerAct.Issue ? null
        : leaf is null ? $"The certificate {row.Serial} of row {row.Seq} is missing."
        : leaf.Serial != row.Serial || leaf.Kid != row.Kid || Convert.ToHexString(SHA256.HashData(leaf.Der)) != row.Detail ? $"The certificate {row.Serial} of row {row.Seq} was changed."
        : null;

    private static void Replay(Reading reading, LedgerRow row)
    {
        if (row.Kid is not { } kid)
            return;
        if (row.Act == LedgerAct.Issue && !reading.Keys.ContainsKey(kid))
            reading.Keys.Add(kid, new KeyInLedger(row));
        else if (reading.Keys.GetValueOrDefault(kid) is { } key)
            key.Take(row);
    }

    /// <summary>No lock is held, acts go on meanwhile: what they changed after the last row read is left for the next time.</summary>
    private static async Task<string?> RestAsync(DbContext context, Reading reading, CancellationToken cancellation)
    {
        var covered = await context.Set<RevocationListRow>().MaxAsync(list => (long?)list.Covers, cancellation) ?? 0;
        var issued = await context.Set<CertificateRow>().Where(leaf => !context.Set<LedgerRow>().Any(row => row.Seq == leaf.IssuedSeq && row.Act == LedgerAct.Issue))
            .Select(leaf => leaf.Serial).FirstOrDefaultAsync(cancellation);
        if (issued is not null)
            return $"The certificate {issued} has no row.";
        var differences = new List<(long ChangedSeq, string Why)>();
        var strangers = new List<string>();
        await foreach (var key in context.Set<CertifiedKey>().AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (!reading.Keys.Remove(key.Kid, out var written))
                strangers.Add(key.Kid);
            else if (written.OwnerDifference(key) is { } owner)
                return owner;
            else if (written.StandingDifference(key) is { } standing)
                differences.Add((key.ChangedSeq, standing));
        }
        var end = await context.Set<LedgerRow>().MaxAsync(row => (long?)row.Seq, cancellation) ?? 0;
        if (covered > end)
            return $"The CRL knows row {covered}, but the ledger ends at {end}.";
        foreach (var kid in strangers)
            if (!await context.Set<LedgerRow>().AnyAsync(row => row.Kid == kid && row.Act == LedgerAct.Issue, cancellation))
                return $"The key {kid} has no row.";
        return reading.Keys.Keys.Select(kid => $"The key {kid} is missing, of which the ledger says that it was certified.").FirstOrDefault()
            ?? differences.Find(found => found.ChangedSeq <= reading.Rows || found.ChangedSeq > end).Why;
    }

    /// <summary>A row that says what no program of ours wrote is named like any other that does not fit, and so is a page of the database that is damaged.</summary>
    private async Task<LedgerVerdict> NameUnreadableAsync(Reading reading, Exception fault, CancellationToken cancellation)
    {
        await using var context = await database.OpenAsync(cancellation);
        var last = reading.Rows + PageSize;
        for (var seq = reading.Rows + 1; seq <= last; seq++)
        {
            try
            {
                await context.Set<LedgerRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Seq == seq, cancellation);
            }
            catch (Exception e) when (Unreadable(e))
            {
                return new LedgerVerdict(reading.Rows, seq, $"Row {seq} cannot be read: {e.GetBaseException().Message}");
            }
        }
        return new LedgerVerdict(reading.Rows, null, $"What the ledger is held against cannot be read: {fault.GetBaseException().Message}");
    }

    /// <summary>Not what passes: a server that is away says nothing of the ledger.</summary>
    private bool Unreadable(Exception e) => e is not OperationCanceledException && !(DatabaseFault.Of(e) is { } fault && faults.IsTransient(fault));
}
