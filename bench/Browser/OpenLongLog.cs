using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace BlazorChat.Bench.Browser;

/// <summary>
/// A conversation of 100,000 messages in Chromium: opened by a click in the list and by its address, and
/// saved in each format. While it is saved, the page looks at its clock between any two tasks: the longest pause is what a person would feel.
/// Bars: on screen within 1 s; no pause that a person would call frozen.
/// </summary>
internal static class OpenLongLog
{
    private const int Times = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly string[] Formats = ["Text", "Web page", "Archive with signatures (JSON)"];

    /// <summary>Counts from now: how long the page was not free, at the worst.</summary>
    private const string WatchPauses = """
        () => {
          const watch = window.benchWatch = { longest: 0, over: 0, stop: false };
          let last = performance.now();
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            const now = performance.now();
            watch.longest = Math.max(watch.longest, now - last);
            if (now - last > 100) watch.over++;
            last = now;
            if (!watch.stop) setTimeout(() => channel.port2.postMessage(0), 4);
          };
          channel.port2.postMessage(0);
        }
        """;

    public static async Task RunAsync(IReadOnlyList<string> options)
    {
        var messages = options.Select(option => option.Split('=')).FirstOrDefault(option => option[0] == "--messages") is [_, var asked]
            ? int.Parse(asked, CultureInfo.InvariantCulture) : 100_000;
        await using var host = await Load.StartHostAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await RoundTrip.LaunchAsync(playwright);
        await using var alice = await Person.RegisterAsync(browser, host.Address, "alice", "Alice Arnold");
        var peer = await WriteAsync(host.Address, (await alice.WhoAsync()).User, messages);
        await OpenAsync(alice, peer, messages);
        await SaveAsync(alice, messages);
    }

    private static async Task<string> WriteAsync(Uri host, string reader, int messages)
    {
        using var http = new HttpClient { BaseAddress = host, Timeout = Timeout.InfiniteTimeSpan };
        var clock = Stopwatch.StartNew();
        var answer = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync($"/bench/long-log?reader={reader}&messages={messages}"));
        Console.WriteLine($"{messages} messages signed, sealed and sent in {clock.Elapsed.TotalSeconds:0} s");
        return answer.GetProperty("peer").GetString()!;
    }

    private static async Task OpenAsync(Person person, string peer, int messages)
    {
        var table = new Table($"A conversation of {messages} messages, until its newest is on screen", "from", "ms, each time");
        var newest = person.Messages.GetByText($"{messages - 1} ").First;
        var loaded = new List<long>();
        var clicked = new List<long>();
        var again = new List<long>();
        for (var i = 0; i < Times; i++)
        {
            await person.Page.GotoAsync("/chat");
            var link = person.Page.GetByRole(AriaRole.Link, new() { NameString = "Wilma Writer" }).First;
            await link.WaitForAsync();
            await Task.Delay(TimeSpan.FromSeconds(1));
            var clock = Stopwatch.StartNew();
            await link.ClickAsync();
            await newest.WaitForAsync();
            clicked.Add(clock.ElapsedMilliseconds);
            await person.Page.GetByRole(AriaRole.Link, new() { NameString = "General" }).First.ClickAsync();
            await person.Page.GetByRole(AriaRole.Heading, new() { Name = "General", Level = 1 }).WaitForAsync();
            await Task.Delay(TimeSpan.FromSeconds(1));
            clock.Restart();
            await link.ClickAsync();
            await newest.WaitForAsync();
            again.Add(clock.ElapsedMilliseconds);
            clock.Restart();
            await person.Page.GotoAsync($"/chat/u/{peer}");
            await newest.WaitForAsync();
            loaded.Add(clock.ElapsedMilliseconds);
        }
        table.Add("a click in the list, not opened before on this page", string.Join(", ", clicked));
        table.Add("a click in the list, back from another", string.Join(", ", again));
        table.Add("its address, the page and all", string.Join(", ", loaded));
        table.Print();
    }

    private static async Task SaveAsync(Person person, int messages)
    {
        var table = new Table($"Saving {messages} messages", "as", "s", "longest pause ms", "pauses over 100 ms", "MB", "heap MB");
        var page = person.Page;
        foreach (var format in Formats)
        {
            await page.GetByLabel("Menu of this conversation").ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { NameString = "Save log" }).ClickAsync();
            var dialog = page.GetByRole(AriaRole.Dialog);
            await dialog.GetByLabel(format).CheckAsync(new() { Force = true });
            await page.EvaluateAsync(WatchPauses);
            var clock = Stopwatch.StartNew();
            var download = await page.RunAndWaitForDownloadAsync(
                () => dialog.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync(), new() { Timeout = (float)Patience.TotalMilliseconds });
            var took = clock.Elapsed;
            var watched = await page.EvaluateAsync<double[]>(
                "() => { benchWatch.stop = true; return [benchWatch.longest, benchWatch.over, performance.memory.usedJSHeapSize / 1e6]; }");
            table.Add(format, took.TotalSeconds, watched[0], watched[1], new FileInfo(await download.PathAsync()).Length / 1e6, watched[2]);
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        }
        table.Print();
    }
}
