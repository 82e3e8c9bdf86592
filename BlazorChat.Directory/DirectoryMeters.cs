using System.Diagnostics.Metrics;

namespace BlazorChat.Directories;

/// <summary>What is measured of an organisation's directory, by the names of docs/telemetry.md. Tags are words of the program: never a server, a name or an entry.</summary>
internal static class DirectoryMeters
{
    public const string Name = "BlazorChat.Directory";

    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Requests =
        Meter.CreateHistogram("blazorchat.directory.duration", "s", "How long the directory took, over all servers asked", tags: null, Seconds);

    /// <param name="outcome">answered, or the kind of fault.</param>
    /// <param name="took">Over all servers.</param>
    public static void Asked(string outcome, TimeSpan took) => Requests.Record(took.TotalSeconds, KeyValuePair.Create<string, object?>("outcome", outcome));
}
