using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Security.Claims;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// The living sessions in memory, every change written through. A session that ends is gone from memory before its row is
/// deleted: whatever the database does, the next request is refused. Of sessions that began on another host one is told, or finds the row.
/// </summary>
internal sealed class SessionRegistry(IDbContextFactory<ChatDatabase> databases, IPeople people, TimeProvider clock, ILogger<SessionRegistry> logger) : ISessions
{
    private readonly ConcurrentDictionary<Guid, LiveSession> live = new();

    /// <summary>Ended here lately, and when: their rows may still be there to be found.</summary>
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> ended = new();
    private readonly Watchers<SessionEnded> watchers = new(logger);

    public IEnumerable<LiveSession> All => live.Values;

    public ChatSession? Current(ClaimsPrincipal principal)
    {
        if (!Guid.TryParseExact(principal.FindFirstValue(ChatClaims.Session), "D", out var id) || !live.TryGetValue(id, out var session))
            return null;
        var now = clock.GetUtcNow();
        if (principal.FindFirstValue(ChatClaims.User) != session.User.ToString("D") || session.HasExpired(now))
            return null;
        session.Touch(now);
        return Show(session);
    }

    public ChatSession? Find(Guid session) =>
        live.TryGetValue(session, out var found) && !found.HasExpired(clock.GetUtcNow()) ? Show(found) : null;

    public IReadOnlyList<OpenSession> Of(Guid user)
    {
        var now = clock.GetUtcNow();
        return [.. live.Values.Where(session => session.User == user && !session.HasExpired(now)).OrderByDescending(session => session.CreatedAt).ThenBy(session => session.Id)
            .Select(session => new OpenSession(session.Id, session.User, session.Device, session.CreatedAt, session.LastSeen))];
    }

    public DateTimeOffset? LastSeen(Guid user, Guid device) =>
        live.Values.Where(session => session.User == user && session.Device == device).Max(session => (DateTimeOffset?)session.LastSeen);

    public IDisposable OnEnded(Action<SessionEnded> watcher) => watchers.Add(watcher);

    /// <summary>Reads the sessions that survived; once, at start, after the people.</summary>
    public async Task LoadAsync(DbContext database, CancellationToken cancellation)
    {
        await foreach (var row in database.Set<SessionEntity>().AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellation))
            live[row.Id] = new LiveSession(row, password: null);
    }

    /// <summary>As <see cref="Current"/>; a session that is not known here, or seems to have been left alone, is looked up: another host may know more.</summary>
    public async ValueTask<ChatSession?> CurrentOrStoredAsync(ClaimsPrincipal principal, CancellationToken cancellation)
    {
        if (Current(principal) is { } known)
            return known;
        if (!Guid.TryParseExact(principal.FindFirstValue(ChatClaims.Session), "D", out var id))
            return null;
        await FollowAsync(id, SessionEndReason.SignedOut, cancellation);
        return Current(principal);
    }

    /// <summary>Takes over a session as it is in the database; without a row there it has ended.</summary>
    public async Task FollowAsync(Guid id, SessionEndReason reason, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var row = await database.Set<SessionEntity>().AsNoTracking().SingleOrDefaultAsync(session => session.Id == id, cancellation);
        if (row is null)
        {
            // Also where nobody knows it here: who has just read its row must not bring it back.
            ended.TryAdd(id, clock.GetUtcNow());
            Forget(live.TryGetValue(id, out var gone) ? [gone] : [], reason);
            return;
        }
        if (ended.ContainsKey(id))
            return;
        var session = live.GetOrAdd(id, _ => new LiveSession(row, password: null));
        session.Follow(row);
        if (ended.ContainsKey(id))
            live.TryRemove(id, out _); // ended in between
    }

    /// <summary>Takes over all of them.</summary>
    public async Task FollowAllAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var known = live.Keys.ToList(); // before the rows are read: who begins meanwhile is not missed in them
        var rows = await database.Set<SessionEntity>().AsNoTracking().ToDictionaryAsync(row => row.Id, cancellation);
        Forget([.. known.Where(id => !rows.ContainsKey(id)).Select(id => live.GetValueOrDefault(id)).OfType<LiveSession>()], SessionEndReason.SignedOut);
        foreach (var row in rows.Values.Where(row => !ended.ContainsKey(row.Id)))
            live.GetOrAdd(row.Id, _ => new LiveSession(row, password: null)).Follow(row);
    }

    /// <summary>Ends a session that is over, unless it was used on another host meanwhile.</summary>
    public async Task ExpireAsync(LiveSession session, CancellationToken cancellation)
    {
        await FollowAsync(session.Id, SessionEndReason.Expired, cancellation);
        if (session.HasExpired(clock.GetUtcNow()))
            await EndAsync(session.Id, SessionEndReason.Expired, cancellation);
    }

    /// <summary>Forgets those that ended so long ago that nobody finds their rows any more.</summary>
    public void ForgetEnded(TimeSpan after)
    {
        var before = clock.GetUtcNow() - after;
        foreach (var (id, at) in ended)
        {
            if (at < before)
                ended.TryRemove(id, out _);
        }
    }

    /// <summary>A new session for somebody whose password was right.</summary>
    public async Task<Guid> StartAsync(Guid user, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var row = new SessionEntity { Id = Guid.NewGuid(), UserId = user, CreatedAt = now, LastSeenAt = now };
        await using var database = await databases.CreateDbContextAsync(cancellation);
        database.Add(row);
        await database.SaveChangesAsync(cancellation);
        live[row.Id] = new LiveSession(row, now);
        // Disabled while this was written: who ended the sessions may not have seen it, and it must not live again with the account.
        if (people.Current.Find(user) is not { Disabled: false })
            await EndAsync(row.Id, SessionEndReason.AccountDisabled, cancellation);
        return row.Id;
    }

    /// <summary>The person of this session has just given their password again.</summary>
    public void Confirm(Guid session)
    {
        if (live.TryGetValue(session, out var found))
            found.Confirm(clock.GetUtcNow());
    }

    public async Task<bool> BindDeviceAsync(Guid session, Guid device, CancellationToken cancellation)
    {
        if (!live.TryGetValue(session, out var found))
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = await database.Set<SessionEntity>().Where(row => row.Id == session)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DeviceId, device), cancellation);
        if (rows == 0)
            return false;
        found.Bind(device);
        return live.ContainsKey(session);
    }

    public Task EndAsync(Guid session, SessionEndReason reason, CancellationToken cancellation) =>
        EndAsync(live.TryGetValue(session, out var found) ? [found] : [], row => row.Id == session, reason, cancellation);

    public Task EndUserAsync(Guid user, SessionEndReason reason, CancellationToken cancellation) =>
        EndAsync([.. live.Values.Where(session => session.User == user)], row => row.UserId == user, reason, cancellation);

    /// <summary>Ends every session of a user but one.</summary>
    public Task EndOthersAsync(Guid kept, Guid user, SessionEndReason reason, CancellationToken cancellation) =>
        EndAsync([.. live.Values.Where(session => session.User == user && session.Id != kept)], row => row.UserId == user && row.Id != kept, reason, cancellation);

    public Task EndDeviceAsync(Guid user, Guid device, SessionEndReason reason, CancellationToken cancellation) =>
        EndAsync(
            [.. live.Values.Where(session => session.User == user && session.Device == device)], row => row.UserId == user && row.DeviceId == device, reason, cancellation);

    /// <param name="sessions">Those that are known here.</param>
    /// <param name="rows">The same, and those that only another host knows yet.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Gives up.</param>
    private async Task EndAsync(
        IReadOnlyList<LiveSession> sessions, Expression<Func<SessionEntity, bool>> rows, SessionEndReason reason, CancellationToken cancellation)
    {
        var gone = Forget(sessions, reason).ConvertAll(session => session.Id);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await database.SayWhyAsync(reason.ToString(), cancellation);
        var found = await database.Set<SessionEntity>().Where(rows).Select(row => row.Id).ToListAsync(cancellation);
        await database.Set<SessionEntity>().Where(rows).ExecuteDeleteAsync(cancellation);
        // By their ids too: a device may have been bound in between.
        await database.Set<SessionEntity>().Where(row => gone.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        // What another host began, and was taken up here while it was being ended; of its own deletion no host is told.
        foreach (var id in found)
            ended.TryAdd(id, clock.GetUtcNow());
        Forget([.. found.Select(id => live.GetValueOrDefault(id)).OfType<LiveSession>()], reason);
    }

    private List<LiveSession> Forget(IReadOnlyList<LiveSession> sessions, SessionEndReason reason)
    {
        var now = clock.GetUtcNow();
        foreach (var session in sessions)
            ended[session.Id] = now; // first: nobody finds its row and takes it for alive
        var gone = sessions.Where(session => live.TryRemove(session.Id, out _)).ToList();
        foreach (var session in gone)
            watchers.Tell(new SessionEnded(session.Id, session.User, session.Device, reason));
        return gone;
    }

    private ChatSession? Show(LiveSession session) => people.Current.Find(session.User) is { Disabled: false } person
        ? new ChatSession(session.Id, session.User, session.Device, person.IsAdmin, person.IsAuditor, session.IsConfirmed(clock.GetUtcNow()))
        : null;
}
