using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Every minute: ends what has expired, writes last uses in small batches; once more at the end.</summary>
internal sealed partial class SessionUpkeep(SessionRegistry sessions, IDbContextFactory<ChatDatabase> databases, TimeProvider clock, ILogger<SessionUpkeep> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SessionLimits.Upkeep, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, e); // a full disk, say; the next minute tries again
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteLastSeenAsync(TimeSpan.FromTicks(1), cancellationToken);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        foreach (var session in sessions.All.Where(session => session.HasExpired(now)).ToList())
            await sessions.ExpireAsync(session, cancellation);
        sessions.ForgetEnded(SessionLimits.EndedKnown);
        await WriteLastSeenAsync(SessionLimits.LastSeenStep, cancellation);
    }

    private async Task WriteLastSeenAsync(TimeSpan step, CancellationToken cancellation)
    {
        foreach (var batch in sessions.All.Where(session => session.IsLastSeenDue(step)).Chunk(SessionLimits.LastSeenBatch))
        {
            await using var database = await databases.CreateDbContextAsync(cancellation);
            await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
            foreach (var session in batch)
            {
                var seen = session.LastSeen;
                await database.Set<SessionEntity>().Where(row => row.Id == session.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSeenAt, seen), cancellation);
                session.LastSeenWritten(seen);
            }
            await transaction.CommitAsync(cancellation);
        }
    }

    [LoggerMessage(2002, LogLevel.Warning, "Upkeep of the sessions failed; it is tried again in a minute.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
