using System.Diagnostics;
using System.Diagnostics.Metrics;
using BlazorChat.Web.Operations.Telemetry;

namespace BlazorChat.Web.Storage;

/// <summary>What is measured of group append, by the names of docs/telemetry.md. Where nobody listens each costs a look at a field.</summary>
internal static class StorageMeters
{
    public const string Name = "BlazorChat.Storage";

    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Spans = new(Name);

    private static readonly Histogram<double> Durations =
        Meter.CreateHistogram("blazorchat.append.duration", Seconds.Unit, "How long a group took until it was durable, repetitions included", tags: null, Seconds.Bounds);

    private static readonly Histogram<long> Sizes = Meter.CreateHistogram(
        "blazorchat.append.size", "{work}", "Works in a group", tags: null, new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, GroupAppend.MaxGroup] });

    private static readonly Counter<long> Repeats = Meter.CreateCounter<long>("blazorchat.append.repeated", "{group}", "Groups run again, since the database was busy or away");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("blazorchat.append.failed", "{work}", "Works that were told that the storage failed");

    public static Activity? Begin(int works)
    {
        var span = Spans.StartActivity("group append");
        span?.SetTag("blazorchat.works", works);
        return span;
    }

    public static void Done(int works, TimeSpan took)
    {
        Sizes.Record(works);
        Durations.Record(took.TotalSeconds);
    }

    public static void Repeated() => Repeats.Add(1);

    public static void Failed(AppendFailure failure, int works)
    {
        Activity.Current?.SetStatus(ActivityStatusCode.Error);
        Failures.Add(works, KeyValuePair.Create<string, object?>("reason", WordOf(failure)));
    }

    private static string WordOf(AppendFailure failure) => failure switch
    {
        AppendFailure.Full => "full",
        AppendFailure.Busy => "busy",
        AppendFailure.Stopping => "stopping",
        _ => "broken",
    };
}
