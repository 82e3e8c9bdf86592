using System.Runtime.CompilerServices;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Catalogue;

internal sealed class CertificateCatalogue(AuthorityDatabase database, DescribeCertificate describe, TimeProvider clock) : ICertificateCatalogue
{
    private const int Portion = 2_000; // rows of an export read at once: a megabyte
    private const int FiltersAtOnce = 16; // that some administrators go through

    private readonly SharedWork<int> totals = new(TimeSpan.FromSeconds(10), FiltersAtOnce);
    private readonly SharedWork<CertificateSummary> summaries = new(TimeSpan.FromMinutes(1));

    public async Task<CataloguePage> PageAsync(CertificateFilter filter, CertificateOrder order, int offset, int count, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var counting = totals.AskAsync(filter, await VersionAsync(cancellation), now, () => CountAsync(filter, now));
        await using var context = await database.OpenAsync(cancellation);
        var books = new Books(context);
        var found = books.Leaves.Where(filter, books, now, ordered: order.By != CertificateColumn.Serial);
        var rare = filter.Status is CertificateStatus.Superseded;
        // Which ones first, of an index alone: the rows themselves have the certificates in them. The first page waits for no total.
        var first = offset == 0 ? await Sorted(found, order, rare).Take(count).Select(leaf => leaf.Serial).ToListAsync(cancellation) : null;
        var total = await counting.WaitAsync(cancellation);
        if (offset >= total)
            return new CataloguePage([], total);
        var serials = first ?? await SerialsAsync(found, order, rare, total, offset, count, cancellation);
        var rows = await ReadAsync(books, books.Leaves.Where(leaf => serials.Contains(leaf.Serial)), now, cancellation);
        var bySerial = rows.ToDictionary(row => row.Serial, StringComparer.Ordinal);
        return new CataloguePage([.. serials.Where(bySerial.ContainsKey).Select(serial => bySerial[serial])], total);
    }

    private async Task<int> CountAsync(CertificateFilter filter, DateTimeOffset now)
    {
        await using var context = await database.OpenAsync(CancellationToken.None);
        var books = new Books(context);
        return await books.Leaves.Where(filter, books, now).CountAsync(CancellationToken.None);
    }

    public async Task<CertificateSummary> SummariseAsync(CancellationToken cancellation)
    {
        var version = await VersionAsync(cancellation);
        var now = clock.GetUtcNow();
        return await summaries.AskAsync(CertificateFilter.All, version, now, () => WorkOutAsync(now)).WaitAsync(cancellation);
    }

    private async Task<CertificateSummary> WorkOutAsync(DateTimeOffset now)
    {
        await using var context = await database.OpenAsync(CancellationToken.None);
        return await Summarise.HandleAsync(new Books(context), now, CancellationToken.None);
    }

    public async IAsyncEnumerable<ListedCertificate> AllAsync(CertificateFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        for (var last = 0L; ;)
        {
            List<ListedCertificate> rows;
            await using (var context = await database.OpenAsync(cancellation))
            {
                var books = new Books(context);
                var after = last;
                var portion = books.Leaves.Where(filter, books, now).Where(leaf => leaf.IssuedSeq > after).OrderBy(leaf => leaf.IssuedSeq).Take(Portion);
                rows = await ReadAsync(books, portion, now, cancellation);
            }
            foreach (var row in rows.OrderBy(row => row.IssuedSeq))
                yield return row;
            if (rows.Count < Portion)
                yield break;
            last = rows.Max(row => row.IssuedSeq);
        }
    }

    public async Task<CertificateDetails?> FindAsync(string serial, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var context = await database.OpenAsync(cancellation);
        var books = new Books(context);
        if ((await ReadAsync(books, books.Leaves.Where(leaf => leaf.Serial == serial), now, cancellation)).FirstOrDefault() is not { } listed)
            return null;
        return await describe.HandleAsync(listed, books, cancellation);
    }

    public async Task<IReadOnlyList<ActTarget>> TargetsAsync(CertificateFilter filter, CancellationToken cancellation)
    {
        await using var context = await database.OpenAsync(cancellation);
        var books = new Books(context);
        var found = books.Leaves.Where(filter, books, clock.GetUtcNow()).Select(leaf => leaf.Kid);
        var keys = books.Keys.Where(key => key.User != Guid.Empty);
        var named = await ToTargetsAsync(keys.Where(key => found.Contains(key.Kid)), cancellation);
        var devices = named.Select(target => target.Device).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var both = await ToTargetsAsync(keys.Where(key => devices.Contains(key.Device)), cancellation);
        return [.. named.Concat(both).DistinctBy(target => target.Kid).OrderBy(target => target.User).ThenBy(target => target.Device, StringComparer.Ordinal)];
    }

    private static async Task<List<ActTarget>> ToTargetsAsync(IQueryable<CertifiedKey> keys, CancellationToken cancellation) =>
        (await keys.Select(key => new { key.Kid, key.User, key.Device, key.State }).ToListAsync(cancellation))
            .ConvertAll(key => new ActTarget(key.Kid, key.User, new KeyOwner(key.User, key.Device).IsBrowser ? key.Device : null, key.State));

    public async Task<long> VersionAsync(CancellationToken cancellation)
    {
        await using var context = await database.OpenAsync(cancellation);
        return await new Books(context).Ledger.MaxAsync(row => (long?)row.Seq, cancellation) ?? 0;
    }

    /// <summary>Of the page. Behind the middle it is counted from the end: the rows before a page cost as much as those on it.</summary>
    private static async Task<List<string>> SerialsAsync(IQueryable<CertificateRow> found, CertificateOrder order, bool rare, int total, int offset, int count, CancellationToken cancellation)
    {
        if (offset <= total / 2)
            return await Sorted(found, order, rare).Skip(offset).Take(count).Select(leaf => leaf.Serial).ToListAsync(cancellation);
        var end = Math.Min(offset + count, total);
        var serials = await Sorted(found, order with { Descending = !order.Descending }, rare).Skip(total - end).Take(end - offset).Select(leaf => leaf.Serial).ToListAsync(cancellation);
        serials.Reverse();
        return serials;
    }

    private static IQueryable<CertificateRow> Sorted(IQueryable<CertificateRow> leaves, CertificateOrder order, bool rare) => order switch
    {
        { By: CertificateColumn.ValidFrom, Descending: false } => leaves.OrderBy(leaf => leaf.NotBefore).ThenBy(leaf => leaf.Serial),
        { By: CertificateColumn.ValidFrom } => leaves.OrderByDescending(leaf => leaf.NotBefore).ThenByDescending(leaf => leaf.Serial),
        // Not along the index of serial numbers, which has nothing else: what is looked for is rare, so all are looked at, and what is found is sorted.
        { By: CertificateColumn.Serial, Descending: false } when rare => leaves.OrderBy(leaf => leaf.Serial + ""),
        { By: CertificateColumn.Serial } when rare => leaves.OrderByDescending(leaf => leaf.Serial + ""),
        { By: CertificateColumn.Serial, Descending: false } => leaves.OrderBy(leaf => leaf.Serial),
        { By: CertificateColumn.Serial } => leaves.OrderByDescending(leaf => leaf.Serial),
        { Descending: false } => leaves.OrderBy(leaf => leaf.NotAfter).ThenBy(leaf => leaf.Serial),
        _ => leaves.OrderByDescending(leaf => leaf.NotAfter).ThenByDescending(leaf => leaf.Serial),
    };

    private static async Task<List<ListedCertificate>> ReadAsync(Books books, IQueryable<CertificateRow> leaves, DateTimeOffset now, CancellationToken cancellation)
    {
        var rows = await leaves
            .Join(books.Keys, leaf => leaf.Kid, key => key.Kid, (leaf, key) => new { leaf, key })
            .Select(row => new
            {
                row.leaf.Serial,
                row.leaf.Kid,
                row.leaf.NotBefore,
                row.leaf.NotAfter,
                row.leaf.IssuedSeq,
                row.key.User,
                row.key.Device,
                row.key.Use,
                row.key.State,
                row.key.Since,
                row.key.Reason,
                Superseded = books.Leaves.Any(other => other.Kid == row.leaf.Kid && other.NotAfter > row.leaf.NotAfter),
                Fingerprint = books.Ledger.Where(entry => entry.Seq == row.leaf.IssuedSeq).Select(entry => entry.Detail).FirstOrDefault(),
            }).ToListAsync(cancellation);
        return rows.ConvertAll(row =>
        {
            var owner = new KeyOwner(row.User, row.Device);
            return new ListedCertificate(
                row.Serial, row.Kid, row.User, owner.IsBrowser ? row.Device : null, CertificateProfiles.Of(owner, row.Use),
                StatusRules.Of(row.State, row.NotAfter, row.Superseded, row.User == Guid.Empty, now), new KeyStatus(row.State, row.Since, row.Reason), row.NotBefore, row.NotAfter, row.Fingerprint ?? "")
            {
                IssuedSeq = row.IssuedSeq,
            };
        });
    }
}
