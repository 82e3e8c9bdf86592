using BlazorChat.Pki.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Keys;

/// <summary>
/// Holds the folder's issuing CAs against those that the ledger knows, and enters new ones there. What an operator installs beside
/// the running host is taken up by it within a minute.
/// </summary>
internal sealed partial class InstalledIssuers(
    OpenedAuthority opened, AuthorityFolder folder, AuthoritySettings settings, LedgerJournal journal, AuthorityDatabase database, ILogger<InstalledIssuers> logger)
{
    private readonly List<string> _known = [];
    private long _readTo;

    /// <exception cref="AuthorityStartupException">The folder and the database are not of one authority.</exception>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        var known = await KnownAsync(database, cancellation);
        if (known.Count > 0 && !folder.HasKeys)
            throw new AuthorityStartupException(AuthoritySettings.PathKey, $"{settings.Folder} holds no keys, but the database is that of an authority.",
                $"Bring the folder back from a backup or set {AuthoritySettings.PathKey} to where it is. New keys would make every certificate in the database worthless.");
        await TakeAsync(folder.OpenOrCreate(), cancellation);
    }

    /// <summary>For the schedule: has an issuing CA been installed since, here or only elsewhere?</summary>
    public async Task TakeUpAsync(CancellationToken cancellation)
    {
        var known = await ReadOnAsync(cancellation);
        try
        {
            if (folder.Count == opened.Keys.Issuers.Count)
                return;
            await TakeAsync(folder.Open(opened.Keys.Passphrase), cancellation);
            LogTakenUp(opened.Keys.Issuing.Name, opened.Keys.Issuing.Fingerprint);
        }
        finally
        {
            Miss([.. known.Except(opened.Keys.Issuers.Select(issuer => issuer.Certificate.Fingerprint))]);
        }
    }

    private void Miss(IReadOnlyList<string> missing)
    {
        foreach (var fingerprint in missing.Except(opened.Missing))
            LogMissing(fingerprint, settings.Folder);
        opened.Missing = missing;
    }

    /// <summary>As <see cref="KnownAsync"/>, from where it ended the last time: the ledger is long.</summary>
    private async Task<List<string>> ReadOnAsync(CancellationToken cancellation)
    {
        await using var context = await database.OpenAsync(cancellation);
        var rows = context.Set<LedgerRow>();
        var end = await rows.MaxAsync(row => (long?)row.Seq, cancellation) ?? 0;
        _known.AddRange(await rows.Where(row => row.Seq > _readTo && row.Seq <= end && row.Act == LedgerAct.Open).OrderBy(row => row.Seq).Select(row => row.Detail!).ToListAsync(cancellation));
        _readTo = end;
        return _known;
    }

    /// <summary>The fingerprints of the issuing CAs that the database belongs to, oldest first.</summary>
    public static async Task<List<string>> KnownAsync(AuthorityDatabase database, CancellationToken cancellation)
    {
        await using var context = await database.OpenAsync(cancellation);
        return await context.Set<LedgerRow>().Where(row => row.Act == LedgerAct.Open).OrderBy(row => row.Seq).Select(row => row.Detail!).ToListAsync(cancellation);
    }

    private async Task TakeAsync(AuthorityKeys keys, CancellationToken cancellation)
    {
        try
        {
            var here = keys.Issuers.Select(issuer => issuer.Certificate.Fingerprint).ToList();
            await RecordAsync(here, Actor.System, cancellation, known => Missing(known, here));
        }
        catch
        {
            keys.Dispose();
            throw;
        }
        opened.Open(keys);
    }

    /// <summary>A row for each that has none: the act itself, or what a crash left out.</summary>
    /// <param name="fingerprints">Of their certificates.</param>
    /// <param name="actor">Who brings them.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="obstacle">What those that are known keep from being entered. Asked inside the act: of two hosts that each made an authority, one is the first.</param>
    public Task<long> RecordAsync(
        IReadOnlyList<string> fingerprints, Actor actor, CancellationToken cancellation, Func<List<string>, AuthorityStartupException?>? obstacle = null) => journal.CommitAsync(async (page, token) =>
    {
        var known = await page.Context.Set<LedgerRow>().Where(row => row.Act == LedgerAct.Open).OrderBy(row => row.Seq).Select(row => row.Detail!).ToListAsync(token);
        if (obstacle?.Invoke(known) is { } problem)
            throw problem;
        foreach (var fingerprint in fingerprints.Except(known))
            page.Write(LedgerAct.Open, actor, default, detail: fingerprint);
        return page.Seq;
    }, cancellation);

    private AuthorityStartupException? Missing(List<string> known, List<string> here) =>
        known.Except(here).FirstOrDefault() is not { } missing ? null
        : here.Intersect(known).Any()
            ? new AuthorityStartupException(AuthoritySettings.PathKey, $"The issuing CA with the fingerprint {missing} was installed in this installation, but is not in {settings.Folder}.",
                "Copy the folder from the host where it was installed, or bring the newest backup back.")
            : new AuthorityStartupException(AuthoritySettings.PathKey, $"The keys in {settings.Folder} are not those of the authority in the database.",
                $"Set {AuthoritySettings.PathKey} and the database to the same installation. If another host of it made its keys first, remove the folder here and copy that host's.");

    [LoggerMessage(1006, LogLevel.Warning, "From now on {Name} issues; SHA-256 of its certificate: {Fingerprint}")]
    private partial void LogTakenUp(string name, string fingerprint);

    [LoggerMessage(1008, LogLevel.Error, "The issuing CA with the fingerprint {Fingerprint} was installed at another host and is not in {Folder}. Copy the folder from there: until then keys that it certifies are refused here")]
    private partial void LogMissing(string fingerprint, string folder);
}
