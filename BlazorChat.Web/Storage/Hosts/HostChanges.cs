using System.Collections.Concurrent;
using System.Data.Common;
using System.Net.Sockets;
using BlazorChat.Web.Operations;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlazorChat.Web.Storage.Hosts;

/// <summary>
/// Follows what other hosts change in the database: at once when the server rings, every second in any case. The broker has no part in it, so that an ended
/// session or a revocation is known everywhere while it is away.
/// </summary>
/// <remarks>
/// Guarantees: every change that was committed is followed, in the order of commits, at least once; a follower that fails for the database's sake is asked
/// again until it does not. A host that was away for longer than changes are kept, or has read what the database no longer knows, reads everything again.
/// </remarks>
internal sealed partial class HostChanges : BackgroundService, IHostChanges, ICommitInDoubt
{
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Changes are kept for twice as long (<see cref="HostList"/> deletes them).</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private const int Batch = 1000;

    private readonly PostgreSqlConnection _connection;
    private readonly IDbContextFactory<ChatDatabase> _databases;
    private readonly IServiceProvider _services;
    private readonly string _host;
    private readonly TimeProvider _clock;
    private readonly ILogger<HostChanges> _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _bell = new(0);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private Dictionary<string, IFollowHostChanges[]>? _followers;
    private long? _last;
    private int _doubts;
    private int _doubtsRead;
    private Moment _readAt;

    public HostChanges(
        PostgreSqlConnection connection, IDbContextFactory<ChatDatabase> databases, IServiceProvider services, ThisHost host, TimeProvider clock, ILogger<HostChanges> logger)
    {
        (_connection, _databases, _services, _clock, _logger) = (connection, databases, services, clock, logger);
        _host = host.Id.ToString("D");
    }

    private IReadOnlyList<IFollowHostChanges> All => [.. _services.GetServices<IFollowHostChanges>()];

    /// <summary>From here on nothing is missed: to be called before anything is read into memory.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellation);
        _last = await EndAsync(database, cancellation);
        _readAt = Now();
    }

    /// <summary>What this host changed itself is not told to it; so all is read.</summary>
    public void ReadAgain() => Interlocked.Increment(ref _doubts);

    public Task<T> InTurnAsync<T>(string what, Func<Task<T>> act, CancellationToken cancellation) =>
        // First among this host's own: who waits for another host holds a connection, and one of many is enough.
        _turns.GetOrAdd(what, _ => new SemaphoreSlim(1)).RunAsync(() => InTurnOfAllAsync(what, act, cancellation), cancellation);

    public async Task TellAsync(string kind, string key, CancellationToken cancellation)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await HostTables.NoteAsync(database, kind, key, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task<T> InTurnOfAllAsync<T>(string what, Func<Task<T>> act, CancellationToken cancellation)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await database.TakeTurnAsync(what, cancellation);
        await CatchUpAsync(cancellation);
        return await act();
    }

    /// <summary>Completes once everything that was committed before is followed.</summary>
    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        while (await ReadAsync(cancellation) == Batch)
            continue;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(ListenAsync(stoppingToken), FollowAsync(stoppingToken));

    private async Task FollowAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await CatchUpAsync(stopping);
                await _bell.WaitAsync(Pace, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(e.GetBaseException().Message);
                await Task.Delay(Pace, _clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>How many changes there were.</returns>
    private async Task<int> ReadAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var now = Now(); // before the look: what is slow about it counts as being away
            await using var database = await _databases.CreateDbContextAsync(cancellation);
            var doubts = Volatile.Read(ref _doubts);
            if (doubts != _doubtsRead)
            {
                // What others have changed is followed all the same, below: reading again tells nobody of it.
                await ReadAgainAsync(cancellation);
                _doubtsRead = doubts;
            }
            if (_last is not { } last || _readAt.IsOver(Longest, now) || await GivenAsync(database, cancellation) < last)
            {
                var (end, at) = (await EndAsync(database, cancellation), Now());
                await ReadAgainAsync(cancellation);
                (_last, _readAt) = (end, at);
                return 0;
            }
            var rows = await database.Database.SqlQuery<Row>(
                $"""SELECT "Id", "Host", "Kind", "Key", "Why" FROM "host_changes" WHERE "Id" > {last} ORDER BY "Id" LIMIT {Batch}""").ToListAsync(cancellation);
            foreach (var row in rows)
            {
                if (row.Host != _host)
                    await TellAsync(new(row.Kind, row.Key, row.Why), cancellation);
                _last = row.Id;
            }
            _readAt = now;
            return rows.Count;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TellAsync(HostChange change, CancellationToken cancellation)
    {
        _followers ??= All.SelectMany(follower => follower.Kinds, (follower, kind) => (kind, follower))
            .GroupBy(pair => pair.kind, StringComparer.Ordinal).ToDictionary(kind => kind.Key, kind => kind.Select(pair => pair.follower).ToArray(), StringComparer.Ordinal);
        foreach (var follower in _followers.GetValueOrDefault(change.Kind, []))
        {
            try
            {
                await follower.FollowAsync(change, cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && e is not DbException and not DbUpdateException and not IOException and not SocketException and not TimeoutException)
            {
                // Its own fault would be the same the next time, and must not keep the others from theirs.
                LogFollowerFailed(e, change.Kind);
            }
        }
    }

    private async Task ReadAgainAsync(CancellationToken cancellation)
    {
        foreach (var follower in All)
            await follower.ReadAgainAsync(cancellation);
        LogReadAgain();
    }

    private static async Task<long> EndAsync(ChatDatabase database, CancellationToken cancellation) =>
        await database.Database.SqlQuery<long>($"""SELECT COALESCE(MAX("Id"), 0) AS "Value" FROM "host_changes" """).SingleAsync(cancellation);

    /// <summary>The last number that was given. It is lower than one that was read before where the database has gone back: to a standby that had not heard of all.</summary>
    private static async Task<long> GivenAsync(ChatDatabase database, CancellationToken cancellation) =>
        await database.Database.SqlQuery<long>(
            $"""SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END AS "Value" FROM "host_changes_Id_seq" """).SingleAsync(cancellation);

    /// <summary>A connection that does nothing but wait for the server to ring.</summary>
    private async Task ListenAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(_connection.ForListening);
                await connection.OpenAsync(stopping);
                connection.Notification += (_, _) => Ring();
                await using (var listen = new NpgsqlCommand($"LISTEN {HostTables.Channel}", connection))
                    await listen.ExecuteNonQueryAsync(stopping);
                Ring();
                while (true)
                    await connection.WaitAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                // The other loop says so when it cannot read either; until then it looks every second.
                await Task.Delay(Pace, _clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Ring()
    {
        // One waiting look sees everything.
        if (_bell.CurrentCount == 0)
            _bell.Release();
    }

    private Moment Now() => Moment.Now(_clock);

    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
        _bell.Dispose();
    }

    private sealed record Row(long Id, string? Host, string Kind, string Key, string? Why);

    [LoggerMessage(7020, LogLevel.Warning, "What other hosts change cannot be read and is read again in a second: {Why}")]
    private partial void LogFailed(string why);

    [LoggerMessage(7021, LogLevel.Error, "A change of the kind {Kind} by another host could not be followed")]
    private partial void LogFollowerFailed(Exception e, string kind);

    [LoggerMessage(7022, LogLevel.Warning, "This host may have missed changes, and has read everything again")]
    private partial void LogReadAgain();
}

/// <summary>Of the host that has its database for itself.</summary>
internal sealed class NoHostChanges : IHostChanges, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public Task<T> InTurnAsync<T>(string what, Func<Task<T>> act, CancellationToken cancellation) => _turn.RunAsync(act, cancellation);

    public Task TellAsync(string kind, string key, CancellationToken cancellation) => Task.CompletedTask;

    public void Dispose() => _turn.Dispose();
}
