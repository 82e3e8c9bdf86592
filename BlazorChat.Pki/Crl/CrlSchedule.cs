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
            await TryAsync("take up an issuing CA that was installed", TakeUpAsync, stoppingToken);
            await TryAsync("publish the root's list", rootPublisher.EnsureFreshAsync, stoppingToken);
            if (!leader.Leads)
                continue;
            await TryAsync("certify anew what a revoked issuing CA had certified", recertify.HandleAsync, stoppingToken);
            await TryAsync("publish the list of the issuing CA", publisher.EnsureFreshAsync, stoppingToken);
            await TryAsync("tell of a new list of the root", TellAsync, stoppingToken);
        }
    }

    /// <summary>One step that fails does not keep the others from being done.</summary>
    private async Task TryAsync(string what, Func<CancellationToken, Task> step, CancellationToken stopping)
    {
        try
        {
            await step(stopping);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogFailed(e, what);
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
    }

    private async Task TakeUpAsync(CancellationToken cancellation)
    {
        await issuers.TakeUpAsync(cancellation);
        await publisher.LookForNewIssuerAsync(cancellation);
    }

    /// <summary>Who hears of a new list of the issuing CA fetches all of them.</summary>
    private async Task TellAsync(CancellationToken cancellation)
    {
        var lists = rootPublisher.Lists;
        if (rootPublisher.HasNews)
            await publisher.PublishAsync();
        rootPublisher.Told(lists);
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

    [LoggerMessage(1013, LogLevel.Error, "The authority could not {What}; trying again in a minute")]
    private partial void LogFailed(Exception exception, string what);
}
