using BlazorChat.Web.Relay;

namespace BlazorChat.Web.Features.Messages.Feed;

/// <summary>
/// Which partitions of the relay this host is bound to: those a circuit needs, and for <see cref="Grace"/> after the last one, since people
/// come back.
/// </summary>
internal sealed class FeedPartitions(IRelay relay, TimeProvider clock, Action<RelayMessage> received, Action missed) : IDisposable
{
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Partition[] _partitions = [.. Enumerable.Range(0, RelayPartition.Count).Select(_ => new Partition())];

    public void Need(int partition)
    {
        lock (_gate)
        {
            var wanted = _partitions[partition];
            wanted.Needed++;
            wanted.Binding ??= relay.Subscribe(partition, received, missed);
        }
    }

    public void Release(int partition)
    {
        lock (_gate)
        {
            if (--_partitions[partition].Needed == 0)
                _partitions[partition].FreeSince = clock.GetTimestamp();
        }
    }

    /// <summary>Lets go of what nobody has needed for a while.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            foreach (var partition in _partitions)
            {
                if (partition is not { Needed: 0, Binding: { } binding } || clock.GetElapsedTime(partition.FreeSince) < Grace)
                    continue;
                binding.Dispose();
                partition.Binding = null;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var partition in _partitions)
            {
                partition.Binding?.Dispose();
                partition.Binding = null;
            }
        }
    }

    private sealed class Partition
    {
        public int Needed { get; set; }

        public long FreeSince { get; set; }

        public IDisposable? Binding { get; set; }
    }
}
