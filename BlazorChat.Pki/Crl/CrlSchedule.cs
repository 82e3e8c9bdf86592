using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Crl;

/// <summary>Looks every minute whether a CRL is due: daily, after an act whose publication failed, for an issuing CA just installed.</summary>
internal sealed partial class CrlSchedule(OpenedAuthority authority, InstalledIssuers issuers, CrlPublisher publisher, RootCrlPublisher rootPublisher, RecertifyKeys recertify, ILeader leader, TimeProvider clock, ILogger<CrlSchedule> logger) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, clock);
        while (await WaitAsync(timer, stoppingToken))
        {
            if (!authority.IsOpen)
                continue;
            try
            {
                await issuers.TakeUpAsync(stoppingToken);
                await publisher.LookForNewIssuerAsync(stoppingToken);
                await rootPublisher.EnsureFreshAsync(stoppingToken);
                if (!leader.Leads)
                    continue;
                await recertify.HandleAsync(stoppingToken);
                await publisher.EnsureFreshAsync(stoppingToken);
                var lists = rootPublisher.Lists;
                if (rootPublisher.HasNews)
                    await publisher.PublishAsync(); // who hears of a new list fetches all of them
                rootPublisher.Told(lists);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(1013, LogLevel.Error, "A CRL could not be published; trying again in a minute")]
    private partial void LogFailed(Exception exception);
}
