using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Presence;

/// <summary>
/// Exchanges with other hosts, through the database, whose windows are where: each writes the differences of its own users, numbered, and reads those of the
/// others since it last did. Who comes and goes costs a row; who stays costs nothing, whatever the number of people.
/// </summary>
/// <remarks>A host that has died is gone from <see cref="IHosts.Living"/>, and its people with it. Whoever was away too long to know reads all of a host anew.</remarks>
internal sealed partial class HostPresence(
    Presence presence, IHosts hosts, ThisHost host, IDbContextFactory<ChatDatabase> databases, TimeProvider clock, ILogger<HostPresence> logger) : BackgroundService
{
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>Rows of people who have gone stay so long, for others to read.</summary>
    private static readonly TimeSpan GoneKept = TimeSpan.FromMinutes(1);

    /// <summary>Whoever has not read for so long may have missed them.</summary>
    private static readonly TimeSpan TooLong = GoneKept / 2;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Here> written = [];
    private readonly Dictionary<Guid, long> seen = [];
    private readonly Queue<(long At, long Number)> passed = new();
    private HashSet<Guid> touched = [];
    private long number;
    private Moment readAt;
    private int stay;
    private int readStay;
    private bool failing;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (hosts.IsAlone)
            return Task.CompletedTask;
        presence.ChangedHere = user =>
        {
            lock (gate)
                touched.Add(user);
        };
        readAt = Moment.Now(clock);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await WriteAsync(stoppingToken);
                await ReadAsync(stoppingToken);
                failing = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                    LogFailed(e.GetBaseException().Message);
                failing = true;
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        var changed = Take();
        if (changed.Count == 0 && passed.Count == 0)
            return;
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellation);
            if (changed.Count > 0)
                await WriteAsync(database, changed, cancellation);
            if (passed.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.At) > GoneKept)
            {
                await database.Database.ExecuteSqlAsync(
                    $"""DELETE FROM "host_presence" WHERE "Host" = {host.Id} AND "Presence" = 0 AND "Number" <= {oldest.Number}""", cancellation);
                passed.Dequeue();
            }
        }
        catch
        {
            // Looked at again the next time.
            lock (gate)
                touched.UnionWith(changed.Select(change => change.User));
            throw;
        }
    }

    /// <summary>Those who are to be written: all, if the others may have forgotten this host.</summary>
    private List<(Guid User, Here Here)> Take()
    {
        HashSet<Guid> users;
        lock (gate)
            (users, touched) = (touched, []);
        if (stay != hosts.Stay)
        {
            stay = hosts.Stay;
            written.Clear();
            users.UnionWith(presence.UsersHere());
        }
        var changed = new List<(Guid, Here)>();
        foreach (var user in users)
        {
            var here = presence.HereOf(user);
            if (written.GetValueOrDefault(user) != here)
                changed.Add((user, here));
        }
        return changed;
    }

    private async Task WriteAsync(ChatDatabase database, List<(Guid User, Here Here)> changed, CancellationToken cancellation)
    {
        var users = changed.Select(change => change.User).ToArray();
        var here = changed.Select(change => (short)change.Here).ToArray();
        // Taken before it is written: of a write whose answer is lost nobody knows whether others have read its number.
        var next = ++number;
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "host_presence" ("Host", "User", "Presence", "Number")
            SELECT {host.Id}, one."User", one."Presence", {next} FROM unnest({users}, {here}) AS one("User", "Presence")
            ON CONFLICT ("Host", "User") DO UPDATE SET "Presence" = EXCLUDED."Presence", "Number" = EXCLUDED."Number"
            """, cancellation);
        if (changed.Exists(change => change.Here is Here.Nowhere))
            passed.Enqueue((clock.GetTimestamp(), next));
        foreach (var (user, now) in changed)
        {
            if (now is Here.Nowhere)
                written.Remove(user);
            else
                written[user] = now;
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        var (now, nowStay) = (Moment.Now(clock), hosts.Stay); // before the look: what is slow about it counts as being away
        var others = hosts.Living.Where(other => other.Id != host.Id).Select(other => other.Id).ToList();
        foreach (var gone in presence.Elsewhere.Hosts().Concat(seen.Keys).Except(others).ToList())
            Forget(gone);
        if (readStay != nowStay || readAt.IsOver(TooLong, now))
            seen.Clear();
        if (others.Count > 0)
        {
            await using var database = await databases.CreateDbContextAsync(cancellation);
            foreach (var other in others)
                await ReadAsync(database, other, cancellation);
        }
        (readAt, readStay) = (now, nowStay);
    }

    private async Task ReadAsync(ChatDatabase database, Guid other, CancellationToken cancellation)
    {
        var isKnown = seen.TryGetValue(other, out var since);
        var rows = await database.Database.SqlQuery<Row>(
            $"""SELECT "User", "Presence", "Number" FROM "host_presence" WHERE "Host" = {other} AND "Number" > {since}""").ToListAsync(cancellation);
        if (!isKnown)
            presence.Elsewhere.Forget(other);
        if (rows.Count > 0 || !isKnown)
            presence.Elsewhere.Set(other, rows.ConvertAll(row => (row.User, (Here)row.Presence)));
        seen[other] = rows.Count > 0 ? rows.Max(row => row.Number) : since;
    }

    private void Forget(Guid other)
    {
        seen.Remove(other);
        presence.Elsewhere.Forget(other);
    }

    private sealed record Row(Guid User, short Presence, long Number);

    [LoggerMessage(6003, LogLevel.Warning, "Who is there cannot be exchanged with other hosts, and is tried again: {Why}")]
    private partial void LogFailed(string why);
}
