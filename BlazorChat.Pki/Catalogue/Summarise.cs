using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Catalogue;

/// <summary>
/// Counts all certificates in one walk along the index of keys and ends: that of every status by a query of its own takes three times as long
/// with 100,000 (bench, <c>certificates</c>). What a status means is <see cref="StatusRules"/>'.
/// </summary>
internal static class Summarise
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static async Task<CertificateSummary> HandleAsync(Books books, DateTimeOffset now, CancellationToken cancellation)
    {
        var notGood = await books.Keys.Where(key => key.State != KeyState.Good).Select(key => new { key.Kid, key.State }).ToDictionaryAsync(key => key.Kid, key => key.State, StringComparer.Ordinal, cancellation);
        var own = (await books.Keys.Where(key => key.User == Guid.Empty).Select(key => key.Kid).ToListAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
        var (tally, ofKey, kid) = (new Tally(now), new List<DateTimeOffset>(), "");
        await foreach (var leaf in books.Leaves.OrderBy(leaf => leaf.Kid).ThenBy(leaf => leaf.NotAfter).Select(leaf => new { leaf.Kid, leaf.NotAfter }).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (leaf.Kid != kid)
            {
                tally.Add(ofKey, notGood.GetValueOrDefault(kid, KeyState.Good), own.Contains(kid));
                (kid, ofKey) = (leaf.Kid, []);
            }
            ofKey.Add(leaf.NotAfter);
        }
        tally.Add(ofKey, notGood.GetValueOrDefault(kid, KeyState.Good), own.Contains(kid));

        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var first = today.AddDays(1 - CertificateSummary.Days);
        var byDay = new int[CertificateSummary.Days];
        foreach (var begun in await books.Leaves.Where(leaf => leaf.NotBefore >= first && leaf.NotBefore < today.AddDays(1)).Select(leaf => leaf.NotBefore).ToListAsync(cancellation))
            byDay[(int)(begun - first).TotalDays]++;
        return new CertificateSummary(tally.Counts, byDay, tally.ByWeek, now);
    }

    private sealed class Tally(DateTimeOffset now)
    {
        private readonly Dictionary<CertificateStatus, int> counted = [];

        public int[] ByWeek { get; } = new int[CertificateSummary.Weeks];

        /// <summary>Lists have one word for each; a count has all to whom it applies.</summary>
        public CertificateCounts Counts
        {
            get
            {
                var (seven, thirty, superseded) = (Of(CertificateStatus.Ending7), Of(CertificateStatus.Ending30), Of(CertificateStatus.Superseded));
                return new CertificateCounts(
                    counted.Values.Sum(), Of(CertificateStatus.Valid) + seven + thirty + superseded, thirty + seven, seven, superseded,
                    Of(CertificateStatus.Expired), Of(CertificateStatus.Held), Of(CertificateStatus.Revoked));
            }
        }

        /// <param name="ends">Of all certificates of one key, ascending.</param>
        /// <param name="state">The key's.</param>
        /// <param name="own">The installation's own key.</param>
        public void Add(List<DateTimeOffset> ends, KeyState state, bool own)
        {
            foreach (var end in ends)
            {
                var status = StatusRules.Of(state, end, end < ends[^1], own, now);
                counted[status] = Of(status) + 1;
                var week = (int)((end - now) / Week);
                if (!own && week < CertificateSummary.Weeks && status is CertificateStatus.Valid or CertificateStatus.Ending30 or CertificateStatus.Ending7)
                    ByWeek[week]++;
            }
        }

        private int Of(CertificateStatus status) => counted.GetValueOrDefault(status);
    }
}
