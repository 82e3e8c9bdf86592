using BlazorChat.Pki.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Lints;

/// <summary>Compares the moduli of new keys with all others once a night.</summary>
internal sealed partial class SharedFactorsSchedule(OpenedAuthority authority, FindSharedFactors find, ILeader leader, TimeProvider clock, ILogger<SharedFactorsSchedule> logger) : BackgroundService
{
    private const int Night = 2; // the hour, UTC; one look an hour falls into it once a day
    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!authority.IsOpen || !leader.Leads || clock.GetUtcNow().Hour != Night)
                continue;
            try
            {
                await find.HandleAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
    }

    [LoggerMessage(1031, LogLevel.Error, "Keys could not be compared with each other; trying again the next night")]
    private partial void LogFailed(Exception exception);
}
