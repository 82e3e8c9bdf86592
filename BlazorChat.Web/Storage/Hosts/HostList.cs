using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Storage.Hosts;

/// <summary>
/// Writes every second that this host lives, and reads who else does, all by the clock of the database: clocks of hosts may differ. The longest running one
/// leads. It also deletes what is kept for hosts no longer than they may be away.
/// </summary>
internal sealed partial class HostList(IDbContextFactory<ChatDatabase> databases, ThisHost host, TimeProvider clock, ILogger<HostList> logger) : BackgroundService, IHosts
{
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Who has not been heard of for so long is gone, until it is heard of again.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(6);

    /// <summary>A leader that could not say that it lives leads no more, a little before the others find out.</summary>
    private static readonly TimeSpan LeadsFor = Silence - Pace - Pace;

    /// <summary>After so long what a host has kept here is deleted.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(1);

    private const int CleanEvery = 60;

    private ImmutableArray<ThisHost> living = [];
    private ImmutableList<Action> watchers = [];
    private long saidAt;
    private int stay;

    public IReadOnlyList<ThisHost> Living
    {
        get
        {
            var now = living;
            return now.IsDefault ? [] : now;
        }
    }

    public bool IsAlone => false;

    public int Stay => Volatile.Read(ref stay);

    public bool Leads => Living is [var first, ..] && first.Id == host.Id && clock.GetElapsedTime(Volatile.Read(ref saidAt)) < LeadsFor;

    public IDisposable OnChange(Action watcher)
    {
        ImmutableInterlocked.Update(ref watchers, list => list.Add(watcher));
        return new Watch(this, watcher);
    }

    /// <summary>Before this returns, the host is known: what waits for its turn is done at once if there is no other.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TrySayAsync(clean: false, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            await database.Database.ExecuteSqlAsync($"""DELETE FROM "host_presence" WHERE "Host" = {host.Id}; DELETE FROM "hosts" WHERE "Id" = {host.Id}""", cancellationToken);
        }
        catch (Exception e)
        {
            LogFailed(e.GetBaseException().Message); // the others find out in a few seconds
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        for (var turn = 1; await timer.WaitForNextTickAsync(stoppingToken); turn++)
            await TrySayAsync(turn % CleanEvery == 0, stoppingToken);
    }

    private async Task TrySayAsync(bool clean, CancellationToken cancellation)
    {
        try
        {
            await SayAsync(cancellation);
            if (clean && Leads)
                await CleanAsync(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(e.GetBaseException().Message);
        }
    }

    private async Task SayAsync(CancellationToken cancellation)
    {
        var at = clock.GetTimestamp();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        // xmax is 0 in a row that was just made: the others may have forgotten this host, or have never known it.
        var isNew = (await database.Database.SqlQuery<bool>(
            $"""
            INSERT INTO "hosts" ("Id", "Name") VALUES ({host.Id}, {host.Name})
            ON CONFLICT ("Id") DO UPDATE SET "SeenAt" = clock_timestamp() RETURNING (xmax = 0) AS "Value"
            """).ToListAsync(cancellation)).Single();
        var silence = Silence.TotalSeconds;
        ImmutableArray<ThisHost> now = [.. await database.Database.SqlQuery<ThisHost>(
            $"""
            SELECT "Id", "Name" FROM "hosts" WHERE "SeenAt" > clock_timestamp() - make_interval(secs => {silence}) ORDER BY "StartedAt", "Id"
            """).ToListAsync(cancellation)];
        Volatile.Write(ref saidAt, at);
        if (isNew)
            Interlocked.Increment(ref stay);
        var before = living;
        living = now;
        if (isNew || !before.SequenceEqual(now))
            Tell(before, now);
    }

    private void Tell(ImmutableArray<ThisHost> before, ImmutableArray<ThisHost> now)
    {
        foreach (var came in now.Except(before).Where(other => other.Id != host.Id))
            LogCame(came.Name);
        foreach (var gone in before.Except(now))
            LogGone(gone.Name);
        foreach (var watcher in Volatile.Read(ref watchers))
            watcher();
    }

    private async Task CleanAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var (forgotten, kept) = (Forgotten.TotalSeconds, 2 * HostChanges.Longest.TotalSeconds);
        await database.Database.ExecuteSqlAsync(
            $"""DELETE FROM "hosts" WHERE "SeenAt" < clock_timestamp() - make_interval(secs => {forgotten})""", cancellation);
        await database.Database.ExecuteSqlAsync($"""DELETE FROM "host_presence" WHERE "Host" NOT IN (SELECT "Id" FROM "hosts")""", cancellation);
        await database.Database.ExecuteSqlAsync(
            $"""DELETE FROM "host_changes" WHERE "At" < clock_timestamp() - make_interval(secs => {kept})""", cancellation);
    }

    private sealed class Watch(HostList list, Action watcher) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref list.watchers, all => all.Remove(watcher));
    }

    [LoggerMessage(7023, LogLevel.Information, "The host {Name} is there")]
    private partial void LogCame(string name);

    [LoggerMessage(7024, LogLevel.Warning, "The host {Name} is gone")]
    private partial void LogGone(string name);

    [LoggerMessage(7025, LogLevel.Warning, "This host could not say in the database that it lives: {Why}")]
    private partial void LogFailed(string why);
}
