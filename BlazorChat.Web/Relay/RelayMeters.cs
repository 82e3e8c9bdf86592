using System.Diagnostics.Metrics;

namespace BlazorChat.Web.Relay;

/// <summary>What is counted of the relay, by the names of docs/telemetry.md.</summary>
internal static class RelayMeters
{
    public const string Name = "BlazorChat.Relay";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Messages = Meter.CreateCounter<long>("blazorchat.relay.messages", "{message}", "Taken for the circuits of this host, its own and those heard from others");
    private static readonly Counter<long> Losses = Meter.CreateCounter<long>("blazorchat.relay.losses", "{loss}", "Times that feeds were told to look into the database");

    public static void Taken() => Messages.Add(1);

    public static void Lost() => Losses.Add(1);
}

/// <summary>What is looked up when somebody measures.</summary>
internal sealed class RelayGauges(IRelay relay) : IHostedService, IDisposable
{
    private readonly Meter meter = new(RelayMeters.Name);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        meter.CreateObservableGauge("blazorchat.relay.waiting", () => relay.Waiting, "{message}", "Taken and not handed out yet");
        meter.CreateObservableGauge("blazorchat.relay.troubled", () => relay.TroubleSince is null ? 0 : 1, description: "1 while this host cannot be sure to hear the others");
        return Task.CompletedTask;
    }

    // What is sent last, when the host stops, still has them.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => meter.Dispose();
}
