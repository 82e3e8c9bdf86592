using BlazorChat.Tests.Support;
using Microsoft.Playwright;

namespace BlazorChat.Bench.Browser;

/// <summary>
/// Two people in two contexts of one Chromium: from Enter in the composer to the text standing in the other's timeline.
/// Both pages read the same clock, so one machine only.
/// Bar: p50 under 60 ms.
/// </summary>
internal static class RoundTrip
{
    private const int Messages = 50;
    /// <summary>Debian has it with a window and without; either measures the same.</summary>
    private static readonly string Chromium = Array.Find<string>(["/usr/bin/chromium", "/usr/bin/chromium-headless-shell"], File.Exists) ?? "/usr/bin/chromium";

    /// <summary>Notes when a text first stands in the timeline, looked for after each change of its shadow tree.</summary>
    private const string Watch = """
        () => {
          const root = document.querySelector('chat-timeline').shadowRoot;
          window.benchSeen = {};
          const look = () => {
            const at = performance.timeOrigin + performance.now();
            for (const text of root.querySelectorAll('.message .text')) window.benchSeen[text.textContent] ??= at;
          };
          new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true });
        }
        """;

    /// <summary>Notes when Enter is pressed, before anybody acts on it.</summary>
    private const string WatchEnter = """
        () => {
          window.benchEnter = [];
          window.addEventListener('keydown', (e) => { if (e.key === 'Enter') window.benchEnter.push(performance.timeOrigin + performance.now()); }, { capture: true });
        }
        """;

    public static async Task RunAsync()
    {
        await using var host = await HostProcess.StartAsync("--Logging:LogLevel:Default=Warning");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await LaunchAsync(playwright);
        await using var alice = await Person.RegisterAsync(browser, host.Address, "alice", "Alice Arnold");
        await using var bob = await Person.RegisterAsync(browser, host.Address, "bob", "Bob Boyle");
        await alice.OpenAsync((await bob.WhoAsync()).User);
        await bob.OpenAsync((await alice.WhoAsync()).User);

        // The first message makes the conversation and the session of each side.
        await SendAsync(alice, bob, "warm 1");
        await SendAsync(bob, alice, "warm 2");
        await bob.Page.EvaluateAsync(Watch);
        await alice.Page.EvaluateAsync(WatchEnter);
        for (var i = 0; i < Messages; i++)
            await SendAsync(alice, bob, $"Message {i} of a hundred characters or so, as people write them to each other on an ordinary day.");

        var entered = await alice.Page.EvaluateAsync<double[]>("() => window.benchEnter");
        var seen = await bob.Page.EvaluateAsync<double[]>("() => Object.entries(window.benchSeen).filter(([text]) => text.startsWith('Message ')).map(([, at]) => at).sort((a, b) => a - b)");
        var times = new Percentiles(entered.Zip(seen, (from, to) => TimeSpan.FromMilliseconds(to - from)));
        var table = new Table("Round trip: Enter in one browser to the text in the other's timeline", "messages", "seen", "p50 ms", "p95 ms", "max ms");
        table.Add(entered.Length, seen.Length, times.At(50), times.At(95), times.At(100));
        table.Print();
    }

    internal static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Chromium,
        Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });

    private static async Task SendAsync(Person from, Person to, string text)
    {
        await from.Composer.FillAsync(text);
        await from.Composer.PressAsync("Enter");
        await to.Messages.GetByText(text, new() { Exact = true }).WaitForAsync();
    }
}
