using System.Collections.Frozen;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Crl;

/// <summary>
/// Keeps the CRL of each issuing CA: made from the database, durable there, then visible here. Acts that come while one is being
/// made share the next.
/// </summary>
internal sealed partial class CrlPublisher(OpenedAuthority authority, AuthorityDatabase database, Watchers watchers, TimeProvider clock, ILogger<CrlPublisher> logger) : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);
    public static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>A list that begins further ahead was made while the clock was wrong; nobody takes it.</summary>
    internal static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private const int MaxFirsts = 3;
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

    /// <summary>For the schedule: publishes if a day has gone by, if a change of standing is not published yet, or if an issuing CA is new.</summary>
    public async Task EnsureFreshAsync(CancellationToken cancellation)
    {
        long changed;
        await using (var context = await database.OpenAsync(cancellation))
            changed = await LastChangeAsync(context, cancellation);
        bool Needed(Publication? current) => current is null || current.Covers < changed || clock.GetUtcNow() - current.Crl.ThisUpdate >= Interval
            || current.Crl.ThisUpdate - clock.GetUtcNow() > Skew
            || !current.Lists.ContainsKey(authority.Keys.Current.Id);
        if (Needed(_current))
            await PublishAsync(Needed);
    }

    /// <summary>Returns once a CRL is out that has every change of standing up to this ledger row.</summary>
    public async Task<Publication> EnsureCoversAsync(long seq, CancellationToken cancellation)
    {
        // The act is durable: whoever asked may go away, the CRL is made all the same.
        if (_current is not { } current || current.Covers < seq)
            await Task.Run(() => PublishAsync(now => now is null || now.Covers < seq), CancellationToken.None).WaitAsync(cancellation);
        return Current;
    }

    /// <summary>Of an issuing CA that was just installed here another host may have published the list before.</summary>
    public Task LookForNewIssuerAsync(CancellationToken cancellation) =>
        _current?.Lists.ContainsKey(authority.Keys.Current.Id) == false ? ReadAgainAsync(cancellation) : Task.CompletedTask;

    /// <summary>Takes up what another host has published, and tells of it as if it had been made here.</summary>
    public async Task ReadAgainAsync(CancellationToken cancellation)
    {
        Publication? before, after;
        await _turn.WaitAsync(cancellation);
        try
        {
            before = _current;
            await using var context = await database.OpenAsync(cancellation);
            after = await LoadAsync(context, cancellation);
            if (after is null || before is not null && (after.Newest < before.Newest || after.Newest == before.Newest && after.Lists.Count <= before.Lists.Count))
                return;
            _current = after;
        }
        finally
        {
            _turn.Release();
        }
        LogTakenUp(after.Newest);
        watchers.Tell(new AuthorityChange(after.Newest, after.Differences(before)));
    }

    /// <summary>Publishes, due or not.</summary>
    public Task PublishAsync() => PublishAsync(_ => true);

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
        AuthorityMeters.Published();
        LogPublished(after.Crl.Number, after.States.Count);
        watchers.Tell(new AuthorityChange(after.Crl.Number, after.Differences(before)));
    }

    private async Task<Publication> BuildAsync()
    {
        var keys = authority.Keys; // once: another issuing CA may take over meanwhile
        for (var attempt = 1; ; attempt++)
        {
            await using var context = await database.OpenAsync(CancellationToken.None);
            var rows = await RowsAsync(context, keys, CancellationToken.None);
            var covers = await LastChangeAsync(context, CancellationToken.None); // before the states: they may be newer, never older
            var leaves = await LeavesAsync(context, CancellationToken.None);
            var now = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
            var number = CrlNumbers.After(rows.Values.Select(row => (long?)row.Number).Max(), now);
            foreach (var issuer in keys.Issuers.Where(issuer => issuer.Key is not null))
            {
                var entries = leaves.Where(leaf => leaf.Issuer == issuer.Id).Select(leaf => CrlEntry.Of(leaf.Serial, leaf.Status)).ToList();
                var nextUpdate = issuer != keys.Current && await IsEndedAsync(context, issuer, now) ? DerTime.Never : now + Lifetime;
                var next = new SignedList(number, now, nextUpdate, CrlWriter.Write(issuer.Certificate, issuer.Key!.Sign, number, now, nextUpdate, entries));
                if (!rows.TryGetValue(issuer.Id, out var row))
                    context.Add(rows[issuer.Id] = row = new RevocationListRow { Issuer = issuer.Id, Der = next.Der });
                row.Take(next);
                row.Covers = covers;
            }
            try
            {
                await context.SaveChangesAsync();
                return ToPublication(keys, rows, leaves)!;
            }
            catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || attempt < MaxFirsts) // of two hosts that make the first list one has the row
            {
                LogOvertaken(number);
            }
        }
    }

    /// <summary>
    /// The last certificate of an older issuing CA has ended: its list needs no successor, so it says that none will come. It is made anew
    /// all the same if a key is revoked that still receives with an ended certificate.
    /// </summary>
    private static async Task<bool> IsEndedAsync(DbContext context, IssuingCa issuer, DateTimeOffset now) =>
        !await context.Set<CertificateRow>().AnyAsync(leaf => leaf.Issuer == issuer.Id && leaf.NotAfter >= now);

    private static async Task<Dictionary<string, RevocationListRow>> RowsAsync(DbContext context, AuthorityKeys keys, CancellationToken cancellation)
    {
        var issuers = keys.Issuers.Select(issuer => issuer.Id).ToList();
        return await context.Set<RevocationListRow>().Where(list => issuers.Contains(list.Issuer)).ToDictionaryAsync(list => list.Issuer, cancellation);
    }

    /// <summary>By the list of the newest issuing CA that has one: where one was just installed, another host may publish before it has it.</summary>
    private static Publication? ToPublication(AuthorityKeys keys, Dictionary<string, RevocationListRow> rows, List<Leaf> leaves)
    {
        var newest = keys.Issuers.OrderByDescending(issuer => issuer == keys.Current).ThenByDescending(issuer => issuer.Ordinal)
            .Select(issuer => rows.GetValueOrDefault(issuer.Id)).FirstOrDefault(row => row is not null);
        return newest is null ? null : new Publication(Publication.ToCrl(newest), rows.Values.ToFrozenDictionary(row => row.Issuer, Publication.ToCrl), StatesOf(leaves), newest.Covers);
    }

    private async Task<Publication?> LoadAsync(DbContext context, CancellationToken cancellation)
    {
        var keys = authority.Keys;
        var rows = await RowsAsync(context, keys, cancellation);
        return ToPublication(keys, rows, await LeavesAsync(context, cancellation));
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

    [LoggerMessage(1018, LogLevel.Information, "CRL {Number}, which another host published, is taken up")]
    private partial void LogTakenUp(long number);

    [LoggerMessage(1012, LogLevel.Information, "Another host published before CRL {Number}; making the next")]
    private partial void LogOvertaken(long number);
}
