using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace BlazorChat.Web.Operations.Telemetry;

/// <summary>Tells the log when the collector stops taking what it is sent, and when it takes it again: once each, not for every attempt.</summary>
internal sealed partial class CollectorAnswers(string collector, ILogger logger)
{
    private int _refuses;

    private ExportResult Note(ExportResult result)
    {
        var refuses = result == ExportResult.Success ? 0 : 1;
        if (Interlocked.Exchange(ref _refuses, refuses) == refuses)
            return result;
        if (refuses != 0)
            LogRefused(collector);
        else
            LogTaken(collector);
        return result;
    }

    internal sealed class Metrics(OtlpExporterOptions options, CollectorAnswers answers) : OtlpMetricExporter(options)
    {
        public override ExportResult Export(in Batch<Metric> metrics) => answers.Note(base.Export(metrics));
    }

    internal sealed class Traces(OtlpExporterOptions options, CollectorAnswers answers) : OtlpTraceExporter(options)
    {
        public override ExportResult Export(in Batch<Activity> activityBatch) => answers.Note(base.Export(activityBatch));
    }

    [LoggerMessage(11101, LogLevel.Warning, "The collector at {Collector} does not take what it is sent: see that it runs and is reached from here. The chat goes on without it; traces of this time are lost")]
    private partial void LogRefused(string collector);

    [LoggerMessage(11102, LogLevel.Information, "The collector at {Collector} takes what it is sent again")]
    private partial void LogTaken(string collector);
}
