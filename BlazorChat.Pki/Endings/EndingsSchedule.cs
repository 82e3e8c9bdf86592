using BlazorChat.Pki.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Endings;

/// <summary>Says in the log what ends: at the start (<see cref="AuthorityStartup"/>) and once a day.</summary>
internal sealed partial class EndingsSchedule(OpenedAuthority authority, IEndings endings, TimeProvider clock, ILogger<EndingsSchedule> logger) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            if (authority.IsOpen)
                await SayAsync(stoppingToken);
    }

    /// <summary>A line each for what administrators have to settle, one for the devices of everybody.</summary>
    public async Task SayAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var ending in endings.OfAuthority())
                Log(ending);
            if (await endings.OfDevicesAsync(cancellation) is { Count: > 0 } devices)
                LogDevices(devices.Count);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(e);
        }
    }

    private void Log(AuthorityEnding ending)
    {
        var level = ending.Urgency == Urgency.Now ? LogLevel.Error : LogLevel.Warning;
        switch (ending.Kind)
        {
            case EndingKind.RootCa:
                LogRoot(level, ending.Name, ending.NotAfter);
                break;
            case EndingKind.IssuingCa:
                LogIssuing(level, ending.Name, ending.NotAfter);
                break;
            case EndingKind.IssuingCaMissing:
                LogIssuingMissing(level, ending.Name);
                break;
            case EndingKind.RootList:
                LogRootList(level, ending.Name, ending.NotAfter);
                break;
            case EndingKind.RootListMissing:
                LogRootListMissing(level, ending.Name);
                break;
            case EndingKind.IssuingList:
                LogIssuingList(level, ending.Name, ending.NotAfter);
                break;
            case EndingKind.OwnList:
                LogOwnList(level, ending.Name, ending.NotAfter);
                break;
            default:
                LogServer(level, ending.Name, ending.NotAfter);
                break;
        }
    }

    [LoggerMessage(EventId = 1060, Message = "The root {Name} ends {NotAfter:u}, and everything below it. Bring in a new root that it signs: docs/authority.md, A new root")]
    private partial void LogRoot(LogLevel level, string name, DateTimeOffset notAfter);

    [LoggerMessage(EventId = 1061, Message = "The issuing CA {Name} ends {NotAfter:u}; nothing it certifies lasts longer. Roll it over: docs/authority.md, Roll the issuing CA over")]
    private partial void LogIssuing(LogLevel level, string name, DateTimeOffset notAfter);

    [LoggerMessage(EventId = 1068, Message = "The issuing CA with the fingerprint {Fingerprint}, installed at another host, is not here. Copy the folder of Pki:Path from there: docs/authority.md, Roll the issuing CA over")]
    private partial void LogIssuingMissing(LogLevel level, string fingerprint);

    [LoggerMessage(EventId = 1062, Message = "The revocation list of the root {Name} ends {NotAfter:u}. Sign another where its key is, and install it: docs/authority.md, The root's revocation list")]
    private partial void LogRootList(LogLevel level, string name, DateTimeOffset notAfter);

    [LoggerMessage(EventId = 1063, Message = "The HTTPS certificate of {Name} ends {NotAfter:u}, and its renewal fails; the lines 1054 and 1055 say why")]
    private partial void LogServer(LogLevel level, string name, DateTimeOffset notAfter);

    [LoggerMessage(EventId = 1066, Message = "The revocation list of the root {Name} is not here, so nobody can check whether its issuing CA is revoked. Install it: docs/authority.md, The root's revocation list")]
    private partial void LogRootListMissing(LogLevel level, string name);

    [LoggerMessage(EventId = 1067, Message = "The revocation list of {Name}, whose key is not here, ends {NotAfter:u}; then browsers send nothing any more. Have the root revoke that CA: docs/authority.md, When a key is lost")]
    private partial void LogIssuingList(LogLevel level, string name, DateTimeOffset notAfter);

    [LoggerMessage(EventId = 1069, Message = "The revocation list of {Name} ends {NotAfter:u}, and no new one can be published; then browsers send nothing any more. The lines 1013 say why")]
    private partial void LogOwnList(LogLevel level, string name, DateTimeOffset notAfter);

    [LoggerMessage(1064, LogLevel.Information, "{Devices} devices of people did not renew themselves and end within days; their owners are told")]
    private partial void LogDevices(int devices);

    [LoggerMessage(1065, LogLevel.Error, "What ends soon could not be looked up; trying again tomorrow")]
    private partial void LogFailed(Exception exception);
}
