using System.Globalization;
using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// Follows a directory that others write to: who is disabled or gone there is shut out here, who is enabled again comes back, and names
/// and roles follow. Only people who have an account here are of interest. Nothing is believed of a directory that does not answer, and a look
/// that would shut out many stops until an administrator says that this is right.
/// </summary>
internal sealed partial class DirectoryPass(
    IUserDirectory directory, IDbContextFactory<ChatDatabase> databases, DirectoryStandings standings, Photos photos, IOptions<DirectoryOptions> options,
    ILeader leader, TimeProvider clock, ILogger<DirectoryPass> logger) : BackgroundService, IDirectoryPass
{
    /// <summary>So few may go at once in the smallest installation.</summary>
    private const int AlwaysAllowed = 2;

    /// <summary>Looks at what changed between two at everything: deletions are seen by the latter alone.</summary>
    private const int ChangedBetweenWhole = 4;

    private readonly SemaphoreSlim gate = new(1);
    private DirectoryStatus status = new(null, null, []);
    private HashSet<Guid> approved = [];
    private string? cursor;
    private int looks;
    private bool carried;

    public DirectoryStatus Status => Volatile.Read(ref status);

    public bool IsNeeded => directory.Rules.IsShared;

    public async Task ApproveAsync(IReadOnlyCollection<Guid> users, CancellationToken cancellation)
    {
        approved = [.. users];
        await RunAsync(carriesOver: true, leads: carried, cancellation); // also where another host leads
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsNeeded)
            return;
        using var timer = new PeriodicTimer(options.Value.SyncInterval, clock);
        do
        {
            try
            {
                await RunAsync(leader.Leads, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One look. What fails half way is found again by the next.</summary>
    public Task RunAsync(CancellationToken cancellation) => RunAsync(carriesOver: true, cancellation);

    /// <param name="carriesOver">False: another host does, and this one looks only to tell its administrators how it stands.</param>
    /// <param name="cancellation">Gives up.</param>
    internal Task RunAsync(bool carriesOver, CancellationToken cancellation) => RunAsync(carriesOver, leads: carriesOver, cancellation);

    private async Task RunAsync(bool carriesOver, bool leads, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            // Whatever changed between two looks was the other host's to carry over.
            if (carriesOver && !carried)
                looks = 0;
            // It may have died half way.
            if (leads && !carried)
                standings.IsUnfinished = true;
            carried = leads;
            await LookAsync(carriesOver, cancellation);
        }
        catch
        {
            (standings.IsUnfinished, looks) = (standings.IsUnfinished || carriesOver, 0);
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task LookAsync(bool carriesOver, CancellationToken cancellation)
    {
        var since = looks % (ChangedBetweenWhole + 1) == 0 ? null : cursor;
        var reading = await directory.ReadAsync(since, cancellation);
        if (reading is DirectoryReading.Unreachable(var why))
        {
            var reason = why.Sentence(CultureInfo.InvariantCulture);
            if (Status.Problem?.Sentence(CultureInfo.InvariantCulture) != reason)
                LogUnreachable(logger, reason);
            Volatile.Write(ref status, Status with { Problem = why });
            return;
        }

        var (found, isWhole, next) = reading switch
        {
            DirectoryReading.Whole(var users, var after) => (users, true, after),
            DirectoryReading.Changed(var users, var after) => (users, false, after),
            _ => throw new InvalidOperationException($"A reading nobody knows: {reading.GetType().Name}"),
        };
        var byId = found.DistinctBy(user => user.Id).ToDictionary(user => user.Id);
        var known = await KnownAsync(cancellation);
        var gone = known.Where(user => !user.DisabledInDirectory && (byId.TryGetValue(user.Id, out var person) ? person.Disabled : isWhole)).Select(user => user.Id).ToList();
        var held = IsTooMany(gone, known) ? gone : [];
        if (carriesOver && held.Count == 0)
            await standings.DisableAsync(gone, cancellation);
        // On any host: what failed at a sign-in, or after an administrator's word, only the host that they were on knows.
        if (standings.IsUnfinished)
            await standings.RepeatAsync(known.Select(user => user.Id), cancellation);
        if (!carriesOver)
        {
            Report(held);
            (cursor, looks) = (next, looks + 1);
            return;
        }
        var groupTookOver = known.Exists(user => RoleFromDirectory.TakesOver(user, byId.GetValueOrDefault(user.Id)));
        foreach (var user in known)
        {
            if (byId.TryGetValue(user.Id, out var person) && !person.Disabled && (user.DisabledInDirectory || Users.Differs(user, person, groupTookOver)))
                await standings.TakeOverAsync(person, groupTookOver, cancellation);
        }

        Report(held);
        // What was held back is looked at again as a whole.
        (cursor, looks) = held.Count > 0 ? (null, 0) : (next, looks + 1);
        await photos.LookAsync(known.Where(user => byId.ContainsKey(user.Id)).Select(user => (user, byId[user.Id])), cancellation);
    }

    private bool IsTooMany(List<Guid> gone, List<User> known)
    {
        var active = known.Count(user => !user.DisabledInDirectory);
        return gone.Count > AlwaysAllowed && gone.Count > active * options.Value.MaxDisabledPercent / 100 && !approved.IsSupersetOf(gone);
    }

    private void Report(List<Guid> held)
    {
        if (held.Count > 0 && held.Count != Status.Held.Count)
            LogHeld(logger, held.Count);
        if (held.Count == 0)
            approved = [];
        Volatile.Write(ref status, new DirectoryStatus(clock.GetUtcNow(), null, held));
    }

    private async Task<List<User>> KnownAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<User>().AsNoTracking().ToListAsync(cancellation);
    }

    [LoggerMessage(2006, LogLevel.Error, "The look at the directory failed; it is repeated.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(2007, LogLevel.Warning, "The directory cannot be read: {Why} Everybody keeps the standing they have.")]
    private static partial void LogUnreachable(ILogger logger, string why);

    [LoggerMessage(2008, LogLevel.Error, "According to the directory {Count} people would be shut out at once. Nothing was done; an administrator decides on the administration page.")]
    private static partial void LogHeld(ILogger logger, int count);
}

/// <summary>How it stands between the chat and its directory.</summary>
/// <param name="LastRead">When the directory was last read to the end.</param>
/// <param name="Problem">Why it could not be read since; null: it could.</param>
/// <param name="Held">Whom the directory would shut out: so many at once that an administrator is asked first.</param>
public sealed record DirectoryStatus(DateTimeOffset? LastRead, DirectoryFault? Problem, IReadOnlyList<Guid> Held);

/// <summary>The look at the directory, for administration.</summary>
public interface IDirectoryPass
{
    /// <summary>Whether the directory is one that has to be followed.</summary>
    bool IsNeeded { get; }

    DirectoryStatus Status { get; }

    /// <summary>These may be shut out, and are now if the directory still says so.</summary>
    Task ApproveAsync(IReadOnlyCollection<Guid> users, CancellationToken cancellation);
}
