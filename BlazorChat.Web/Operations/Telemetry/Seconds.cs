using System.Diagnostics.Metrics;

namespace BlazorChat.Web.Operations.Telemetry;

/// <summary>The bounds between which durations are counted: half a millisecond to ten seconds.</summary>
internal static class Seconds
{
    public const string Unit = "s";

    public static InstrumentAdvice<double> Bounds { get; } =
        new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] };
}
