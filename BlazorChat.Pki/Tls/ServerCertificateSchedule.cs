using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Tls;

/// <summary>Looks every minute, and at once when its key is revoked, whether the server needs another certificate.</summary>
internal sealed partial class ServerCertificateSchedule(
    OpenedAuthority authority, ServerCertificate certificate, Watchers watchers, TimeProvider clock, ILogger<ServerCertificateSchedule> logger) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = watchers.Add(change =>
        {
            if (authority.IsOpen && change.Kids.Contains(certificate.Served.Kid))
                _ = Task.Run(() => EnsureAsync(stoppingToken), stoppingToken);
        });
        using var timer = new PeriodicTimer(Step, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (authority.IsOpen)
                await EnsureAsync(stoppingToken);
    }

    private async Task EnsureAsync(CancellationToken stopping)
    {
        try
        {
            if (await certificate.EnsureAsync(stopping) is { } refusal)
                LogRefused(refusal.Detail, certificate.NotAfter);
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogFailed(e, certificate.NotAfter);
        }
    }

    [LoggerMessage(1054, LogLevel.Error, "The server's certificate could not be renewed, trying again in a minute; the one in use ends {NotAfter:u}. {Why}")]
    private partial void LogRefused(string why, DateTimeOffset notAfter);

    [LoggerMessage(1055, LogLevel.Error, "The server's certificate could not be renewed, trying again in a minute; the one in use ends {NotAfter:u}")]
    private partial void LogFailed(Exception exception, DateTimeOffset notAfter);
}
