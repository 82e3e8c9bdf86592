namespace BlazorChat.Web.Storage.Hosts;

/// <summary>Says so where several hosts live and this one has keys of the sign-in for itself: all seems well until a page moves, and its person is signed out.</summary>
internal sealed partial class OwnKeys(IHosts hosts, TimeProvider clock, ILogger<OwnKeys> logger, SharedKeys? shared = null) : BackgroundService
{
    /// <summary>A run of this host that was killed just before is taken for gone by then.</summary>
    private static readonly TimeSpan Pace = HostList.Silence + HostList.Pace + HostList.Pace;

    public bool IsTrouble => shared is null && hosts.Living.Count > 1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        for (var told = false; shared is null && await timer.WaitForNextTickAsync(stoppingToken); told = IsTrouble)
        {
            if (IsTrouble && !told)
                LogNoSecret(HostsSecret.Setting);
        }
    }

    [LoggerMessage(7026, LogLevel.Error, "Other hosts live, and this one has no {Setting}: who is signed in here is not so there, and has to sign in again when this host is away. Give all hosts the same file")]
    private partial void LogNoSecret(string setting);
}
