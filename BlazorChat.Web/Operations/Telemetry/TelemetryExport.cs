using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BlazorChat.Web.Operations.Telemetry;

/// <summary>Sends measurements every half minute and traces every five seconds, while the host runs; what is left when it stops goes then.</summary>
internal sealed partial class TelemetryExport(TelemetrySettings settings, ILogger<TelemetryExport> logger) : IHostedService, IDisposable
{
    /// <summary>All meters and sources of ours.</summary>
    private const string Own = "BlazorChat.*";

    private const int EveryMs = 30_000;

    /// <summary>Nobody waits longer for a collector that is away.</summary>
    private const int FarewellMs = 3000;

    /// <summary>Those of the framework whose tags are few and name nobody.</summary>
    private static readonly string[] Meters =
        [Own, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections", "Microsoft.AspNetCore.Components.Server.Circuits", "System.Runtime", "Npgsql"];

    private MeterProvider? _meters;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var told = new CollectorAnswers(settings.Server, logger);
        var resource = ResourceBuilder.CreateDefault().AddService("blazorchat", serviceVersion: typeof(TelemetryExport).Assembly.GetName().Version?.ToString(3));
        _meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(Meters)
            .AddView(Narrow)
            .AddReader(new PeriodicExportingMetricReader(new CollectorAnswers.Metrics(settings.For("metrics"), told), EveryMs))
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(SpanScrubber.Requests, Own)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.TraceRatio)))
            .AddProcessor(new SpanScrubber())
            .AddProcessor(new BatchActivityExportProcessor(new CollectorAnswers.Traces(settings.For("traces"), told)))
            .Build();
        LogStarted(settings.Server, settings.TraceRatio);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(() =>
    {
        _traces?.Shutdown(FarewellMs);
        _meters?.Shutdown(FarewellMs);
    }, CancellationToken.None);

    public void Dispose()
    {
        _traces?.Dispose();
        _meters?.Dispose();
    }

    /// <summary>Npgsql names its pools by the connection string, with the server and the user in it.</summary>
    private static MetricStreamConfiguration? Narrow(System.Diagnostics.Metrics.Instrument instrument) =>
        instrument.Meter.Name == "Npgsql" ? new MetricStreamConfiguration { TagKeys = ["db.client.connection.state"] } : null;

    [LoggerMessage(11100, LogLevel.Information, "Measurements, and traces of a share of {Ratio} of the requests, are sent to {Collector}")]
    private partial void LogStarted(string collector, double ratio);
}
