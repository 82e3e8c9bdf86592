using System.Collections.Concurrent;
using System.Security.Claims;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// The living sessions in memory, every change written through. A session that ends is gone from memory before its row is
/// deleted: whatever the database does, the next request is refused.
/// </summary>
internal sealed class SessionRegistry(IDbContextFactory<ChatDatabase> databases, IPeople people, TimeProvider clock, ILogger<SessionRegistry> logger) : ISessions
{
    private readonly ConcurrentDictionary<Guid, LiveSession> live = new();
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
        EndAsync(live.TryGetValue(session, out var found) ? [found] : [], reason, cancellation);

    public Task EndUserAsync(Guid user, SessionEndReason reason, CancellationToken cancellation) =>
        EndAsync([.. live.Values.Where(session => session.User == user)], reason, cancellation);

    /// <summary>Ends every session of a user but one.</summary>
    public Task EndOthersAsync(Guid kept, Guid user, SessionEndReason reason, CancellationToken cancellation) =>
        EndAsync([.. live.Values.Where(session => session.User == user && session.Id != kept)], reason, cancellation);

    public Task EndDeviceAsync(Guid user, Guid device, SessionEndReason reason, CancellationToken cancellation) =>
        EndAsync([.. live.Values.Where(session => session.User == user && session.Device == device)], reason, cancellation);

    private async Task EndAsync(IReadOnlyList<LiveSession> sessions, SessionEndReason reason, CancellationToken cancellation)
    {
        var ended = sessions.Where(session => live.TryRemove(session.Id, out _)).ToList();
        if (ended.Count == 0)
            return;
        foreach (var session in ended)
            watchers.Tell(new SessionEnded(session.Id, session.User, session.Device, reason));
        var ids = ended.ConvertAll(session => session.Id);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await database.Set<SessionEntity>().Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
    }

    private ChatSession? Show(LiveSession session) => people.Current.Find(session.User) is { Disabled: false } person
        ? new ChatSession(session.Id, session.User, session.Device, person.IsAdmin, person.IsAuditor, session.IsConfirmed(clock.GetUtcNow()))
        : null;
}
