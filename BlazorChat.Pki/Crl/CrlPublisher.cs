using System.Collections.Frozen;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Crl;

/// <summary>
/// Keeps the issuing CA's CRL: made from the database, durable there, then visible here. Acts that come while one is being
/// made share the next.
/// </summary>
internal sealed partial class CrlPublisher(OpenedAuthority authority, AuthorityDatabase database, Watchers watchers, TimeProvider clock, ILogger<CrlPublisher> logger) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Publication? _current;

    public Publication Current => _current ?? throw new InvalidOperationException("The authority is not open: call AuthorityStartup.OpenAsync before the host runs.");

    /// <summary>Takes up the CRL published last, or makes one: the first, one that is due, one that a crash left unmade.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        await using (var context = await database.OpenAsync(cancellation))
            _current = await LoadAsync(context, cancellation);
        await EnsureFreshAsync(cancellation);
    }

    /// <summary>For the schedule: publishes if a day has gone by, or if a change of standing is not published yet.</summary>
    public async Task EnsureFreshAsync(CancellationToken cancellation)
    {
        long changed;
        await using (var context = await database.OpenAsync(cancellation))
            changed = await LastChangeAsync(context, cancellation);
        if (_current is not { } current || current.Covers < changed || clock.GetUtcNow() - current.Crl.ThisUpdate >= Interval)
            await PublishAsync(current => current is null || current.Covers < changed || clock.GetUtcNow() - current.Crl.ThisUpdate >= Interval);
    }

    /// <summary>Returns once a CRL is out that has every change of standing up to this ledger row.</summary>
    public async Task<Publication> EnsureCoversAsync(long seq, CancellationToken cancellation)
    {
        // The act is durable: whoever asked may go away, the CRL is made all the same.
        if (_current is not { } current || current.Covers < seq)
            await Task.Run(() => PublishAsync(now => now is null || now.Covers < seq), CancellationToken.None).WaitAsync(cancellation);
        return Current;
    }

    private async Task PublishAsync(Func<Publication?, bool> needed)
    {
        Publication? before;
        Publication after;
        await _turn.WaitAsync();
        try
        {
            before = _current;
            if (!needed(before))
                return;
            after = await BuildAsync();
            _current = after;
        }
        finally
        {
            _turn.Release();
        }
        LogPublished(after.Crl.Number, after.States.Count);
        watchers.Tell(new AuthorityChange(after.Crl.Number, after.Differences(before)));
    }

    private async Task<Publication> BuildAsync()
    {
        var issuer = authority.Keys.Issuing;
        while (true)
        {
            await using var context = await database.OpenAsync(CancellationToken.None);
            var row = await context.Set<RevocationListRow>().SingleOrDefaultAsync(list => list.Issuer == issuer.Id);
            var covers = await LastChangeAsync(context, CancellationToken.None); // before the states: they may be newer, never older
            var leaves = await LeavesAsync(context, CancellationToken.None);
            var entries = leaves.Where(leaf => leaf.Issuer == issuer.Id).Select(leaf => new CrlEntry(leaf.Serial, leaf.Status)).ToList();
            row = Renew(context, row, issuer, authority.Keys.IssuingKey.Sign, clock.GetUtcNow(), Lifetime, entries);
            row.Covers = covers;
            try
            {
                await context.SaveChangesAsync();
                return new Publication(Publication.ToCrl(row), StatesOf(leaves), covers);
            }
            catch (DbUpdateConcurrencyException)
            {
                LogOvertaken(row.Number);
            }
        }
    }

    /// <summary>Signs the next list of a CA into its row, which the caller saves.</summary>
    public static RevocationListRow Renew(DbContext context, RevocationListRow? row, CaCertificate issuer, Func<byte[], byte[]> sign, DateTimeOffset now, TimeSpan lifetime, IReadOnlyCollection<CrlEntry> entries)
    {
        now = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        // RFC 5280 5.2.3: the number must only grow. From the clock, it does so even after the database came back from a backup.
        var number = Math.Max((row?.Number ?? 0) + 1, now.ToUnixTimeSeconds());
        var der = CrlWriter.Write(issuer, sign, number, now, now + lifetime, entries);
        if (row is null)
            context.Add(row = new RevocationListRow { Issuer = issuer.Id, Der = der });
        (row.Number, row.ThisUpdate, row.NextUpdate, row.Der) = (number, now, now + lifetime, der);
        return row;
    }

    private async Task<Publication?> LoadAsync(DbContext context, CancellationToken cancellation)
    {
        var issuer = authority.Keys.Issuing.Id;
        var row = await context.Set<RevocationListRow>().AsNoTracking().SingleOrDefaultAsync(list => list.Issuer == issuer, cancellation);
        return row is null ? null : new Publication(Publication.ToCrl(row), StatesOf(await LeavesAsync(context, cancellation)), row.Covers);
    }

    private static async Task<long> LastChangeAsync(DbContext context, CancellationToken cancellation) =>
        await context.Set<CertifiedKey>().MaxAsync(key => (long?)key.ChangedSeq, cancellation) ?? 0;

    /// <summary>
    /// Every leaf of a key that is not good, expired ones too: an expired key still receives, so its revocation must stay
    /// readable. One query, so that the list and the states are of one moment.
    /// </summary>
    private static async Task<List<Leaf>> LeavesAsync(DbContext context, CancellationToken cancellation) =>
        await context.Set<CertifiedKey>().AsNoTracking()
            .Where(key => key.State != KeyState.Good)
            .Join(context.Set<CertificateRow>(), key => key.Kid, leaf => leaf.Kid, (key, leaf) => new { key, leaf })
            .OrderBy(pair => pair.leaf.IssuedSeq)
            .Select(pair => new Leaf(pair.leaf.Serial, pair.leaf.Issuer, pair.key.Kid, new KeyStatus(pair.key.State, pair.key.Since, pair.key.Reason)))
            .ToListAsync(cancellation);

    private static FrozenDictionary<string, KeyStatus> StatesOf(List<Leaf> leaves) =>
        leaves.DistinctBy(leaf => leaf.Kid).ToFrozenDictionary(leaf => leaf.Kid, leaf => leaf.Status);

    private sealed record Leaf(string Serial, string Issuer, string Kid, KeyStatus Status);

    public void Dispose() => _turn.Dispose();

    [LoggerMessage(1011, LogLevel.Information, "CRL {Number} is published; {Keys} keys are revoked or on hold")]
    private partial void LogPublished(long number, int keys);

    [LoggerMessage(1012, LogLevel.Information, "Another host published before CRL {Number}; making the next")]
    private partial void LogOvertaken(long number);
}
