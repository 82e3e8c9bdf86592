using System.Globalization;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Lints;

/// <summary>
/// Compares the modulus of each key certified since the last time with all others ever certified, in blocks, and revokes keys that have a
/// prime in common. A hit is proof, not suspicion: from two such moduli anybody has both private keys, so there is nothing to ask anyone.
/// Costs: one thread, which rests as long as it worked; two blocks of moduli in memory. A row of the ledger after each block says how far it
/// came, so a restart loses one block's work at most; nothing new, no row.
/// </summary>
internal sealed partial class FindSharedFactors(AuthorityDatabase database, LedgerJournal journal, ChangeStanding standing, TimeProvider clock, ILogger<FindSharedFactors> logger)
{
    // Larger blocks take fewer operations in all but longer without a rest: two of these take two seconds and some tens of MB.
    private const int DefaultBlock = 1024;

    private sealed record IndexedKey(string Kid, long FirstSeq);

    private sealed record Block(IReadOnlyList<CertifiedKey> Keys, ProductTree Product);

    /// <returns>How many pairs were found.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellation, int blockSize = DefaultBlock)
    {
        var (mark, index) = await IndexAsync(cancellation);
        var found = 0;
        for (var start = index.FindIndex(key => key.FirstSeq > mark); start >= 0 && start < index.Count; start += blockSize)
        {
            var pairs = await CompareAsync(index, start, blockSize, cancellation);
            // First the revocation, which may be repeated; the row after it says that this block is done.
            if (pairs.Count > 0)
                await standing.RevokeAsync(KeySelection.Of([.. pairs.SelectMany(pair => new[] { pair.Young.Kid, pair.Old.Kid }).Distinct(StringComparer.Ordinal)]),
                    RevocationReason.KeyCompromise, Actor.System, cancellation);
            var end = index[Math.Min(start + blockSize, index.Count) - 1].FirstSeq;
            if (!await RecordAsync(pairs, mark, end, cancellation))
                return found; // another host does the same
            mark = end;
            found += pairs.Count;
        }
        return found;
    }

    /// <summary>Every pair found so far, oldest first.</summary>
    public async Task<IReadOnlyList<SharedFactor>> FoundAsync(CancellationToken cancellation)
    {
        await using var context = await database.OpenAsync(cancellation);
        return await context.Set<LedgerRow>().Where(row => row.Act == LedgerAct.SharedFactor).OrderBy(row => row.Seq)
            .Select(row => new SharedFactor(row.Kid!, row.Detail!, row.At)).ToListAsync(cancellation);
    }

    /// <summary>All keys in the order in which they were first certified, and up to which ledger row they were compared already.</summary>
    private async Task<(long Mark, List<IndexedKey> Index)> IndexAsync(CancellationToken cancellation)
    {
        await using var context = await database.OpenAsync(cancellation);
        var mark = await MarkAsync(context, cancellation);
        var index = await context.Set<CertificateRow>().GroupBy(leaf => leaf.Kid)
            .Select(leaves => new { Kid = leaves.Key, FirstSeq = leaves.Min(leaf => leaf.IssuedSeq) })
            .OrderBy(key => key.FirstSeq).ToListAsync(cancellation);
        return (mark, index.ConvertAll(key => new IndexedKey(key.Kid, key.FirstSeq)));
    }

    private static async Task<long> MarkAsync(DbContext context, CancellationToken cancellation) =>
        await context.Set<LedgerRow>().Where(row => row.Act == LedgerAct.CompareKeys).OrderByDescending(row => row.Seq).Select(row => row.Detail).FirstOrDefaultAsync(cancellation)
            is { } detail ? long.Parse(detail, CultureInfo.InvariantCulture) : 0;

    private async Task<List<(CertifiedKey Young, CertifiedKey Old)>> CompareAsync(List<IndexedKey> index, int start, int blockSize, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        var ours = await ReadAsync(index, start, Math.Min(blockSize, index.Count - start), cancellation);
        var pairs = SharedFactors.Within(ours.Product).Select(pair => (Young: ours.Keys[pair.Second], Old: ours.Keys[pair.First])).ToList();
        for (var before = 0; before < start; before += blockSize)
        {
            await RestAsync(began, cancellation);
            began = clock.GetTimestamp();
            var theirs = await ReadAsync(index, before, Math.Min(blockSize, start - before), cancellation);
            pairs.AddRange(SharedFactors.Between(ours.Product, theirs.Product).Select(pair => (ours.Keys[pair.Ours], theirs.Keys[pair.Theirs])));
        }
        await RestAsync(began, cancellation);
        return pairs;
    }

    private async Task<Block> ReadAsync(List<IndexedKey> index, int start, int count, CancellationToken cancellation)
    {
        var kids = index.GetRange(start, count).ConvertAll(key => key.Kid);
        await using var context = await database.OpenAsync(cancellation);
        var keys = await context.Set<CertifiedKey>().AsNoTracking().Where(key => kids.Contains(key.Kid)).ToListAsync(cancellation);
        keys = [.. keys.OrderBy(key => kids.IndexOf(key.Kid))];
        return new Block(keys, ProductTree.Of([.. keys.Select(key => RsaPublicKey.Read(key.PublicKey)!.Modulus)]));
    }

    private async Task RestAsync(long began, CancellationToken cancellation) => await Task.Delay(clock.GetElapsedTime(began), clock, cancellation);

    /// <returns>False if the mark is no longer where it was.</returns>
    private async Task<bool> RecordAsync(List<(CertifiedKey Young, CertifiedKey Old)> pairs, long mark, long end, CancellationToken cancellation)
    {
        var recorded = await journal.CommitAsync(async (page, token) =>
        {
            if (await MarkAsync(page.Context, token) != mark)
                return false;
            foreach (var (young, old) in pairs)
                page.Write(LedgerAct.SharedFactor, Actor.System, new LedgerSubject(young.User == Guid.Empty ? null : young.User, young.Device, young.Kid), detail: old.Kid);
            page.Write(LedgerAct.CompareKeys, Actor.System, default, detail: end.ToString(CultureInfo.InvariantCulture));
            return true;
        }, cancellation);
        foreach (var (young, old) in pairs)
            LogFound(young.Kid, old.Kid);
        return recorded;
    }

    [LoggerMessage(1030, LogLevel.Critical, "The keys {Kid} and {Other} have a prime in common, so anybody can work out both private keys. Both were revoked. Find out what made them, and make no more keys with it")]
    private partial void LogFound(string kid, string other);
}
