using BlazorChat.Tests.Support.People;
using Shouldly;

namespace BlazorChat.Tests.Support.Cluster;

/// <summary>The cluster, and 100 people in 50 conversations of two, each half on another host.</summary>
public class Talking : IAsyncLifetime
{
    /// <summary>One after the other: each takes the whole machine.</summary>
    public const string Collection = "hosts at fault";

    private const int Pairs = 50;
    private const string Password = "correct horse battery 42";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly List<Talker> people = [];
    private readonly History history = new();
    private readonly int nodes;
    private readonly bool onSmallDisk;
    private int runs;

    public Talking() : this(nodes: 1, onSmallDisk: true)
    {
    }

    protected Talking(int nodes, bool onSmallDisk) => (this.nodes, this.onSmallDisk) = (nodes, onSmallDisk);

    internal TestCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Cluster = await TestCluster.StartAsync(onSmallDisk, nodes);
        var hosts = new[] { Cluster.One.Address, Cluster.Two.Address };
        await Cluster.Slapd.AddPeopleAsync(2 * Pairs, Password);
        var keys = new KeyPool();
        for (var i = 0; i < 2 * Pairs; i++)
            people.Add(new Talker(history, i % 2 == 0 ? hosts : [.. hosts.Reverse()]));
        await Parallel.ForEachAsync(Enumerable.Range(0, people.Count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
            await people[i].EnterAsync($"talker{i}", Password, keys.Next(), keys.Next()));
        await Parallel.ForEachAsync(Enumerable.Range(0, Pairs), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
            await Talker.MeetAsync(people[2 * i], people[2 * i + 1]));
    }

    public async Task DisposeAsync()
    {
        foreach (var one in people)
            one.Dispose();
        await Cluster.DisposeAsync();
    }

    /// <summary>All talk and read while something happens, and for some seconds before and after it.</summary>
    /// <param name="fault">What.</param>
    /// <param name="mayRefuse">Whether answers other than an acknowledgement are to be expected meanwhile.</param>
    /// <param name="twice">Each message goes to both hosts at once.</param>
    internal async Task ThroughAsync(Func<Task> fault, bool mayRefuse = true, bool twice = false)
    {
        var (run, before, refused) = (++runs, history.AcknowledgedCount, history.Refusals.Values.Sum());
        using var stop = new CancellationTokenSource();
        using var stopReading = new CancellationTokenSource();
        var reading = people.Select((one, i) => one.ReadAsync($"{i} in run {run}", 2 * Interval, stopReading.Token)).ToList();
        var talking = people.Select(one => one.TalkAsync(Interval, twice, stop.Token)).ToList();
        await Task.Delay(2 * Interval);
        await fault();
        await Task.Delay(4 * Interval);
        await stop.CancelAsync();
        await Task.WhenAll(talking);
        await stopReading.CancelAsync();
        await Task.WhenAll(reading);

        var ends = new List<string>();
        foreach (var (host, name) in new[] { (Cluster.One.Address, "one"), (Cluster.Two.Address, "two") })
        {
            ends.Add($"the end of run {run} on host {name}");
            foreach (var one in people.Where((_, i) => i % 2 == 0))
                await one.ReadAllAsync(ends[^1], host);
        }
        history.Judge([.. ends]);
        (history.AcknowledgedCount - before).ShouldBeGreaterThan(2 * people.Count, "they talked");
        history.AcknowledgedCount.ShouldBe(history.SentCount, "in the end everything was taken");
        people.Sum(one => one.SignedOut).ShouldBe(0, "nobody was signed out");
        if (!mayRefuse)
            (history.Refusals.Values.Sum() - refused).ShouldBe(0, string.Join(", ", history.Refusals));
    }
}
