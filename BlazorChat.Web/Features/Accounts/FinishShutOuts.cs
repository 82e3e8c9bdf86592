using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// Finishes what a fault cut short, on whatever host: whoever is shut out has no session that would live again with the account, and no key in good standing.
/// The leading host looks when it begins to lead, and every minute; where nothing is left to do, a look is one query for a thousand people who are shut out.
/// </summary>
internal sealed partial class FinishShutOuts(
    IPeople people, SessionRegistry sessions, AccountStanding standing, IGoodKeys keys, ILeader leader, TimeProvider clock, ILogger<FinishShutOuts> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);
    private const int LookEvery = 30; // paces: a minute

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        for (var turn = 0; await timer.WaitForNextTickAsync(stoppingToken); turn++)
        {
            if (!leader.Leads)
                turn = -1; // looks at once when it does
            else if (turn % LookEvery == 0)
                await TryAsync(RunAsync, stoppingToken);
        }
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var shutOut = people.Current.ById.Values.Where(person => person.Disabled).ToDictionary(person => person.Id);
        foreach (var user in sessions.All.Select(session => session.User).Where(shutOut.ContainsKey).ToHashSet())
            await TryAsync(token => sessions.EndUserAsync(user, shutOut[user].Deleted ? SessionEndReason.AccountDeleted : SessionEndReason.AccountDisabled, token), cancellation);
        foreach (var user in await keys.OwnersAsync(shutOut.Keys, cancellation))
            await TryAsync(token => FinishAsync(user, token), cancellation);
    }

    private async Task FinishAsync(Guid user, CancellationToken cancellation)
    {
        if (await standing.FollowShutOutAsync(user, actor: null, cancellation))
            LogFinished(logger, user);
    }

    /// <summary>What fails for one is no reason not to go on with the others.</summary>
    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken cancellation)
    {
        try
        {
            await act(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(logger, e);
        }
    }

    [LoggerMessage(2014, LogLevel.Warning, "Account {User} was shut out and had keys in good standing; that is over.")]
    private static partial void LogFinished(ILogger logger, Guid user);

    [LoggerMessage(2015, LogLevel.Error, "What follows from shutting people out could not be finished yet; it is tried again in a minute.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
