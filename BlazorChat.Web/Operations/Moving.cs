using System.Runtime.InteropServices;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BlazorChat.Web.Operations;

/// <summary>
/// Ends the host when the system asks for it (SIGTERM, Ctrl+C). Where there are other hosts it says first that it is not ready any more, and serves on until the
/// load balancer has heard: the pages, whose circuits end with the host, then open new ones elsewhere at the first try. Asked twice, it ends at once.
/// </summary>
internal sealed partial class Moving(IHostApplicationLifetime lifetime, IHosts hosts, TimeSpan drain, TimeProvider clock, ILogger<Moving> logger)
    : IHostLifetime, IHealthCheck, IDisposable
{
    public const string Setting = "Hosts:DrainSeconds";

    /// <summary>A load balancer that asks every second and believes the second answer.</summary>
    public const int DefaultSeconds = 5;

    public const int MaxSeconds = 25; // whoever asks it to end kills it some time later: systemd after 90 s, Docker after 10 s unless told otherwise

    private readonly List<PosixSignalRegistration> signals = [];
    private int asked;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT })
            signals.Add(PosixSignalRegistration.Create(signal, Asked));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Volatile.Read(ref asked) == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("This host is about to end."));

    public void Dispose() => signals.ForEach(signal => signal.Dispose());

    /// <summary>How long to serve on.</summary>
    /// <exception cref="StartupException">The setting is no number of seconds.</exception>
    public static TimeSpan Read(IConfiguration configuration) => configuration[Setting] switch
    {
        null or "" => TimeSpan.FromSeconds(DefaultSeconds),
        var text when int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxSeconds => TimeSpan.FromSeconds(seconds),
        var text => throw new StartupException($"{Setting} is {text}; write a number of seconds from 0 to {MaxSeconds}."),
    };

    private void Asked(PosixSignalContext context)
    {
        context.Cancel = true; // ended in order, not by the signal
        if (Interlocked.Increment(ref asked) == 1 && hosts.Living.Count > 1 && drain > TimeSpan.Zero)
            _ = EndAfterAsync();
        else
            lifetime.StopApplication();
    }

    private async Task EndAfterAsync()
    {
        LogMoving(drain.TotalSeconds);
        await Task.Delay(drain, clock);
        lifetime.StopApplication();
    }

    [LoggerMessage(11001, LogLevel.Information, "This host ends in {Seconds} s; until then it serves, and says that it is not ready")]
    private partial void LogMoving(double seconds);
}
