using System.Diagnostics;
using BlazorChat.Tests.Support.People;
using Shouldly;

namespace BlazorChat.Tests.Support.Cluster;

/// <summary>
/// The cluster, and 100 people in 50 conversations of two, each half on another host. The people of the first five conversations read as pages do, the others
/// ask.
/// </summary>
public class Talking : IAsyncLifetime
{
    /// <summary>One after the other: each takes the whole machine.</summary>
    public const string Collection = "hosts at fault";

    /// <summary>As soon is shown what is acknowledged while nothing is at fault. Pages do not ask: what is not brought is not shown.</summary>
    internal static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    /// <summary>After this is over each page is there again.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    private const int Pairs = 50;
    private const int OnPages = 10;

    /// <summary>They only read: what somebody writes on a reader's own host would bring to light what was lost between hosts.</summary>
    private static readonly int[] Silent = [1, 3, 4, 6];

    private const string Password = "correct horse battery 42";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly List<Talker> people = [];
    private readonly History history = new(TimeProvider.System);
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
    /// <param name="meanwhile">As soon is shown what is acknowledged during the fault; null: nothing is promised but that it is shown after it.</param>
    internal async Task ThroughAsync(Func<Task> fault, bool mayRefuse = true, bool twice = false, TimeSpan? meanwhile = null)
    {
        var (run, before, refused) = (++runs, history.AcknowledgedCount, history.Refusals.Values.Sum());
        var pages = people.Take(OnPages).Select((one, i) => new CircuitReader(one, history, $"{i} in run {run}, on a page")).ToList();
        using var stop = new CancellationTokenSource();
        using var stopReading = new CancellationTokenSource();
        var spans = new List<LiveSpan>();
        try
        {
            var reading = people.Skip(OnPages).Select((one, i) => one.ReadAsync($"{i + OnPages} in run {run}", 2 * Interval, stopReading.Token))
                .Concat(pages.Select(page => page.ReadAsync(stopReading.Token))).ToList();
            await ShownAsync(pages, Recovery);
            var begun = history.Now;
            var talking = people.Where((_, i) => !Silent.Contains(i)).Select(one => one.TalkAsync(Interval, twice, stop.Token)).ToList();
            await Task.Delay(2 * Interval);
            var happens = history.Now;
            await ShownAsync(pages, AtOnce);
            await fault();
            people.ForEach(one => one.Client.GoHome());
            pages.ForEach(page => page.GoHome());
            await ShownAsync(pages, Recovery);
            var over = history.Now;
            await Task.Delay(4 * Interval);
            await stop.CancelAsync();
            await Task.WhenAll(talking);
            await ShownAsync(pages, AtOnce);
            spans.AddRange([new(begun, happens, AtOnce), new(over, history.Now, AtOnce)]);
            if (meanwhile is { } within)
                spans.Add(new(happens, over, within));
            await stopReading.CancelAsync();
            await Task.WhenAll(reading);
        }
        finally
        {
            await stop.CancelAsync();
            await stopReading.CancelAsync();
        }
        await JudgeAsync(run);
        history.JudgeLive([.. pages.Select(page => page.Name)], [.. spans]);
        (history.AcknowledgedCount - before).ShouldBeGreaterThan(2 * people.Count, "they talked");
        history.AcknowledgedCount.ShouldBe(history.SentCount, "in the end everything was taken");
        people.Sum(one => one.Client.SignedOut).ShouldBe(0, "nobody was signed out");
        if (!mayRefuse)
            (history.Refusals.Values.Sum() - refused).ShouldBe(0, string.Join(", ", history.Refusals));
    }

    /// <summary>Waits until each page is open and shows what is acknowledged now.</summary>
    private static async Task ShownAsync(List<CircuitReader> pages, TimeSpan limit)
    {
        var wanted = pages.ConvertAll(page => (Page: page, page.End));
        var watch = Stopwatch.StartNew();
        while (wanted.FindAll(one => !one.Page.Shows(one.End)) is { Count: > 0 } missing)
        {
            watch.Elapsed.ShouldBeLessThan(limit, string.Join('\n', missing.Select(one => $"{one.End} is not shown by {one.Page}")));
            await Task.Delay(50);
        }
    }

    private async Task JudgeAsync(int run)
    {
        var ends = new List<string>();
        foreach (var (host, name) in new[] { (Cluster.One.Address, "one"), (Cluster.Two.Address, "two") })
        {
            ends.Add($"the end of run {run} on host {name}");
            foreach (var one in people.Where((_, i) => i % 2 == 0))
                await one.ReadAllAsync(ends[^1], host);
        }
        history.Judge([.. ends]);
    }
}
