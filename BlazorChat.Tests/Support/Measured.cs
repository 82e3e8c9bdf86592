using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace BlazorChat.Tests.Support;

/// <summary>Tests that look at instruments, which all of a process share: alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class InstrumentTests
{
    public const string Name = "instruments";
}

/// <summary>Everything of our own that is measured and traced while it lives.</summary>
internal sealed class Measured : IDisposable
{
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> values = new();
    private readonly ConcurrentQueue<string> spans = new();
    private readonly MeterListener meters = new();
    private readonly ActivityListener traces;

    public Measured()
    {
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("BlazorChat.", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.Start();
        traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("BlazorChat.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue(string.Join(' ', [span.OperationName, .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")])),
        };
        ActivitySource.AddActivityListener(traces);
    }

    /// <summary>Names, attributes and their values.</summary>
    public string Text => string.Join('\n', [.. values.Select(value => $"{value.Name} {value.Tags}"), .. spans]);

    public IReadOnlyCollection<string> Spans => spans;

    public double Sum(string name, string tags = "") => values.Where(value => value.Name == name && value.Tags == tags).Sum(value => value.Value);

    public int Count(string name, string tags = "") => values.Count(value => value.Name == name && value.Tags == tags);

    /// <summary>Reads what is only looked up.</summary>
    public Measured Look()
    {
        meters.RecordObservableInstruments();
        return this;
    }

    public async Task UntilAsync(Func<Measured, bool> seen)
    {
        for (var i = 0; i < 400 && !seen(this); i++)
            await Task.Delay(50);
        Assert.True(seen(this), Text);
    }

    public void Dispose()
    {
        meters.Dispose();
        traces.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new List<string>();
        foreach (var (key, tag) in tags)
            text.Add(string.Create(CultureInfo.InvariantCulture, $"{key}={tag}"));
        values.Enqueue((instrument.Name, value, string.Join(' ', text)));
    }
}
