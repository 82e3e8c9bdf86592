using System.Security.Cryptography;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Ledger;

/// <summary>
/// Reads the ledger from the first row and holds three things against it: its own chain, every certificate, the standing
/// of every key; and the CRL, which knows how far the ledger once went. Names the first row that does not fit.
/// </summary>
internal sealed class VerifyLedger(AuthorityDatabase database)
{
    private const int PageSize = 500;

    private sealed class Reading
    {
        public long Rows { get; set; }

        public string Hash { get; set; } = LedgerHash.Start;

        public Dictionary<string, KeyState> States { get; } = new(StringComparer.Ordinal);
    }

    public async Task<LedgerVerdict> HandleAsync(CancellationToken cancellation)
    {
        await using var context = await database.OpenAsync(cancellation);
        var reading = new Reading();
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
        if (row is { Kid: not null, Act: LedgerAct.Revoke or LedgerAct.Hold or LedgerAct.Release })
            reading.States[row.Kid] = row.Act == LedgerAct.Revoke ? KeyState.Revoked : row.Act == LedgerAct.Hold ? KeyState.Held : KeyState.Good;
    }

    /// <summary>No lock is held, acts go on meanwhile: what they changed after the last row read is left for the next time.</summary>
    private static async Task<string?> RestAsync(DbContext context, Reading reading, CancellationToken cancellation)
    {
        var covered = await context.Set<RevocationListRow>().MaxAsync(list => (long?)list.Covers, cancellation) ?? 0;
        var issued = await context.Set<CertificateRow>().Where(leaf => !context.Set<LedgerRow>().Any(row => row.Seq == leaf.IssuedSeq && row.Act == LedgerAct.Issue))
            .Select(leaf => leaf.Serial).FirstOrDefaultAsync(cancellation);
        if (issued is not null)
            return $"The certificate {issued} has no row.";
        var keys = await context.Set<CertifiedKey>().AsNoTracking().Select(key => new { key.Kid, key.State, key.ChangedSeq }).ToListAsync(cancellation);
        var end = await context.Set<LedgerRow>().MaxAsync(row => (long?)row.Seq, cancellation) ?? 0;
        if (covered > end)
            return $"The CRL knows row {covered}, but the ledger ends at {end}.";
        var wrong = keys.Find(key => (key.ChangedSeq <= reading.Rows || key.ChangedSeq > end) && key.State != reading.States.GetValueOrDefault(key.Kid));
        return wrong is null ? null : $"The key {wrong.Kid} is {wrong.State}, which the ledger does not say.";
    }
}
