using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Presence;

/// <summary>
/// Keeps what people have chosen to be seen as: in the database first, then in <see cref="Presence"/>, one change after the other. A line whose time
/// is over is removed from both; an account that is deleted takes its own along.
/// </summary>
internal sealed partial class Statuses : IAccountWatcher, IDisposable
{
    /// <summary>Timers take no longer waits; then it is looked again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(20);

    /// <summary>After a database that did not answer.</summary>
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private readonly IDbContextFactory<ChatDatabase> databases;
    private readonly Presence presence;
    private readonly TimeProvider clock;
    private readonly ILogger<Statuses> log;
    private readonly SemaphoreSlim turn = new(1);
    private readonly ITimer timer;

    public Statuses(IDbContextFactory<ChatDatabase> databases, Presence presence, TimeProvider clock, ILogger<Statuses> log)
    {
        (this.databases, this.presence, this.clock, this.log) = (databases, presence, clock, log);
        timer = clock.CreateTimer(_ => _ = ExpireAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Reads everybody's: at start, and when changes may have been missed.</summary>
    public Task LoadAsync(CancellationToken cancellation) => InTurnAsync(async database =>
    {
        await DropExpiredAsync(database, cancellation);
        var rows = await database.Set<UserStatus>().AsNoTracking().ToListAsync(cancellation);
        foreach (var user in presence.WhoHasChosen().Except(rows.Select(row => row.User)))
            presence.Choose(user, OwnStatus.Usual);
        foreach (var row in rows)
            presence.Choose(row.User, new OwnStatus(row.Choice, row.Line, row.Until));
    }, cancellation);

    /// <summary>As another host has written it.</summary>
    public Task FollowAsync(Guid user, CancellationToken cancellation) => InTurnAsync(async database =>
    {
        var row = await database.Set<UserStatus>().AsNoTracking().SingleOrDefaultAsync(status => status.User == user, cancellation);
        presence.Choose(user, row is null ? OwnStatus.Usual : new OwnStatus(row.Choice, row.Line, row.Until));
    }, cancellation);

    public Task SetAsync(Guid user, OwnStatus status, CancellationToken cancellation) => InTurnAsync(async database =>
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await database.TakeTurnAsync($"status {user:D}", cancellation);
        if (await database.Set<UserStatus>().FindAsync([user], cancellation) is not { } row)
            database.Add(row = new UserStatus { User = user });
        (row.Choice, row.Line, row.Until) = (status.Choice, status.Line, status.Until);
        if (status == OwnStatus.Usual)
            database.Remove(row);
        await database.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        presence.Choose(user, status);
    }, cancellation);

    public Task DeletedAsync(Guid user, Guid? actor, CancellationToken cancellation) => SetAsync(user, OwnStatus.Usual, cancellation);

    public Task DisabledAsync(Guid user, Guid? actor, CancellationToken cancellation) => Task.CompletedTask;

    public Task EnabledAsync(Guid user, Guid? actor, CancellationToken cancellation) => Task.CompletedTask;

    public Task RenamedAsync(Guid user, string displayName, CancellationToken cancellation) => Task.CompletedTask;

    public void Dispose() => timer.Dispose();

    private async Task InTurnAsync(Func<ChatDatabase, Task> act, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await using var database = await databases.CreateDbContextAsync(cancellation);
            await act(database);
            WaitForNext();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task ExpireAsync()
    {
        try
        {
            await InTurnAsync(async database =>
            {
                await DropExpiredAsync(database, CancellationToken.None);
                presence.DropExpiredLines();
            }, CancellationToken.None);
        }
        catch (Exception fault)
        {
            ExpiryFailed(fault);
            timer.Change(AfterFailure, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task DropExpiredAsync(ChatDatabase database, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var over = database.Set<UserStatus>().Where(row => row.Until <= now);
        await over.Where(row => row.Choice == ChosenStatus.Online).ExecuteDeleteAsync(cancellation);
        await over.ExecuteUpdateAsync(set => set.SetProperty(row => row.Line, (string?)null).SetProperty(row => row.Until, (DateTimeOffset?)null), cancellation);
    }

    private void WaitForNext()
    {
        if (presence.NextExpiry() is not { } next)
            return;
        var wait = next - clock.GetUtcNow();
        timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait, Timeout.InfiniteTimeSpan);
    }

    [LoggerMessage(6002, LogLevel.Warning, "Lines whose time is over could not be removed; that is tried again")]
    private partial void ExpiryFailed(Exception fault);
}
