using BlazorChat.Web.Relay.RabbitMq;
using BlazorChat.Web.Storage.Hosts;

namespace BlazorChat.Web.Relay;

/// <summary>A host without a broker that is not alone hears nothing of the others: as long as they live it reads the database every second, and says so.</summary>
internal sealed partial class WithoutBroker(InProcessRelay relay, IHosts hosts, TimeProvider clock, ILogger<WithoutBroker> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>A run of this host that was killed just before is taken for gone by then.</summary>
    private static readonly TimeSpan Patience = HostList.Silence + HostList.Pace + HostList.Pace;

    public override Task StartAsync(CancellationToken cancellationToken) => hosts.IsAlone ? Task.CompletedTask : base.StartAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        var told = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = clock.GetUtcNow();
            relay.Note(hosts.Living.Count > 1, now);
            var lasts = now - relay.TroubleSince > Patience;
            if (lasts && !told)
                LogNoBroker(BrokerAddress.ProviderSetting);
            told = lasts;
        }
    }

    [LoggerMessage(8006, LogLevel.Error, "Other hosts live, and this one has no broker: it finds what they send in the database, a second later. Set {Setting} on every host")]
    private partial void LogNoBroker(string setting);
}
