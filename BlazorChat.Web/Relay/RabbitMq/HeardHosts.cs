namespace BlazorChat.Web.Relay.RabbitMq;

/// <summary>
/// What this host has heard of the others: from the numbers of their messages and from their beats it knows within a second what it missed,
/// whichever way it was lost.
/// </summary>
/// <remarks>Where nothing was heard yet, since this host or the other has just come, something may have been missed: better read once too often.</remarks>
internal sealed class HeardHosts(TimeProvider clock)
{
    /// <summary>Three beats: a host that is silent for longer may be sending what does not arrive.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    /// <summary>Whoever is silent for as long is gone; should it come back, it is a new one.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(2);

    private const long Unknown = -1;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Heard> hosts = [];
    private readonly bool[] bound = new bool[RelayPartition.Count];

    /// <summary>Somebody whom we heard has been silent for a while, and did not say that it would be.</summary>
    /// <param name="isDead">Whether a silent one is known to live no more: it has nothing to say.</param>
    public bool SomebodyIsSilent(Func<Guid, bool> isDead)
    {
        lock (gate)
        {
            var silent = hosts.Where(host => clock.GetElapsedTime(host.Value.At) > Silence).ToArray();
            var gone = silent.Where(host => clock.GetElapsedTime(host.Value.At) > Forgotten || isDead(host.Key)).ToArray();
            foreach (var (host, _) in gone)
                hosts.Remove(host);
            return silent.Length > gone.Length;
        }
    }

    /// <summary>Whether this one was heard within the last beats.</summary>
    public bool Hears(Guid host)
    {
        lock (gate)
            return hosts.TryGetValue(host, out var heard) && clock.GetElapsedTime(heard.At) <= Silence;
    }

    /// <summary>Takes note of a message. False: another one before it was missed, or may have been.</summary>
    /// <param name="host">Who published it.</param>
    /// <param name="partition">To where.</param>
    /// <param name="number">As in <see cref="RelayFrame.Published"/>.</param>
    public bool Follows(Guid host, int partition, long number)
    {
        if (number == 0)
            return true;
        lock (gate)
        {
            var numbers = Of(host).Numbers;
            var last = numbers[partition];
            numbers[partition] = Math.Max(last, number);
            return last != Unknown && number <= last + 1;
        }
    }

    /// <summary>Takes note of a beat.</summary>
    /// <returns>The partitions of which something was missed, or may have been.</returns>
    public IReadOnlyList<int> Take(RelayFrame.Beat beat)
    {
        lock (gate)
        {
            if (beat.Leaving)
            {
                hosts.Remove(beat.Host);
                return [];
            }
            var host = Of(beat.Host);
            host.At = clock.GetTimestamp();
            var missed = new List<int>();
            foreach (var (partition, number) in beat.Numbers)
            {
                if (!bound[partition] || host.Numbers[partition] >= number)
                    continue;
                missed.Add(partition);
                host.Numbers[partition] = number;
            }
            return missed;
        }
    }

    /// <summary>From now on messages of this partition come, or no more: what was heard of it before means nothing.</summary>
    public void Bind(int partition, bool comes)
    {
        lock (gate)
        {
            bound[partition] = comes;
            foreach (var host in hosts.Values)
                host.Numbers[partition] = Unknown;
        }
    }

    /// <summary>Nothing is bound, nothing was heard; who is there is still known.</summary>
    public void Reset()
    {
        lock (gate)
        {
            Array.Clear(bound);
            foreach (var host in hosts.Values)
                Array.Fill(host.Numbers, Unknown);
        }
    }

    private Heard Of(Guid host)
    {
        if (!hosts.TryGetValue(host, out var heard))
            hosts[host] = heard = new() { At = clock.GetTimestamp() };
        return heard;
    }

    private sealed class Heard
    {
        public Heard() => Array.Fill(Numbers, Unknown);

        /// <summary>By partition, the last that came.</summary>
        public long[] Numbers { get; } = new long[RelayPartition.Count];

        public long At { get; set; }
    }
}
