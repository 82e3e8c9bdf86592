using BlazorChat.Pki.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Ledger;

/// <summary>Checks the whole ledger a while after the start, and from then on every night; what it finds stands on the administration's pages and in the log.</summary>
internal sealed partial class LedgerChecks(OpenedAuthority authority, ILedger ledger, TimeProvider clock, ILogger<LedgerChecks> logger) : BackgroundService
{
    private const int Night = 3; // the hour, UTC
    private static readonly TimeSpan First = TimeSpan.FromMinutes(2); // what people wait for at a start comes first
    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(First, clock, stoppingToken);
        await CheckAsync(stoppingToken);
        using var timer = new PeriodicTimer(Step, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (clock.GetUtcNow().Hour == Night)
                await CheckAsync(stoppingToken);
    }

    private async Task CheckAsync(CancellationToken stopping)
    {
        if (!authority.IsOpen)
            return;
        try
        {
            var verdict = (await ledger.CheckAsync(stopping)).Verdict;
            if (!verdict.Intact)
                LogBroken(verdict.Why!);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(1071, LogLevel.Critical, "The authority's ledger does not hold: {Why} See docs/authority.md.")]
    private partial void LogBroken(string why);

    [LoggerMessage(1072, LogLevel.Error, "The authority's ledger could not be checked; trying again the next night")]
    private partial void LogFailed(Exception exception);
}
