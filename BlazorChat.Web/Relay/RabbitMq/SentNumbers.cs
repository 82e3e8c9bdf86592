namespace BlazorChat.Web.Relay.RabbitMq;

/// <summary>How many messages this host has published to each partition, sent or not: what was not leaves a hole that others see. For one thread.</summary>
internal sealed class SentNumbers
{
    /// <summary>So many beats tell of a change: each of them may be lost.</summary>
    private const int Told = 3;

    private readonly long[] numbers = new long[RelayPartition.Count];
    private readonly long[] changed = new long[RelayPartition.Count];
    private long beats = 1;

    public long Next(int partition)
    {
        changed[partition] = beats;
        return ++numbers[partition];
    }

    /// <summary>Those that changed lately, for a beat.</summary>
    public IReadOnlyList<(int Partition, long Number)> ForBeat()
    {
        var news = new List<(int, long)>();
        for (var partition = 0; partition < RelayPartition.Count; partition++)
        {
            if (changed[partition] > 0 && changed[partition] > beats - Told)
                news.Add((partition, numbers[partition]));
        }
        beats++;
        return news;
    }
}
