using BlazorChat.Web.Storage.Hosts;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// What hangs on whether somebody is shut out. Flag and certificates change together, one person after the other over all hosts: an enable on one of them
/// may meet a repeat on another.
/// </summary>
internal sealed class AccountStanding(Users users, IEnumerable<IAccountWatcher> watchers, IHostChanges changes)
{
    private const string Turn = "standing";

    /// <summary>Not for what is asked at every sign-in: the turn is one for all people.</summary>
    public Task InTurnAsync(Func<Task> act, CancellationToken cancellation) => InTurnAsync(async () =>
    {
        await act();
        return true;
    }, cancellation);

    public Task<T> InTurnAsync<T>(Func<Task<T>> act, CancellationToken cancellation) => changes.InTurnAsync(Turn, act, cancellation);

    /// <summary>Does what follows from being shut out, unless that is over. Can be repeated.</summary>
    /// <param name="user">Who.</param>
    /// <param name="actor">The administrator; null: the directory, or nobody anew.</param>
    /// <param name="cancellation">Gives up; then it is repeated (<see cref="FinishShutOuts"/>).</param>
    /// <returns>Whether they are shut out.</returns>
    public Task<bool> FollowShutOutAsync(Guid user, Guid? actor, CancellationToken cancellation) => changes.InTurnAsync(Turn, async () =>
    {
        if (await users.FindAsync(user, cancellation) is not { IsShutOut: true } row)
            return false;
        foreach (var watcher in watchers)
        {
            if (row.DeletedAt is null)
                await watcher.DisabledAsync(user, actor, cancellation);
            else
                await watcher.DeletedAsync(user, actor, cancellation);
        }
        return true;
    }, cancellation);
}
