using System.Globalization;
using System.Text.Json;

namespace BlazorChat.Bench;

/// <summary>
/// A room of 1,000 members in which 20 talk for a minute while others come: 200 join an open one by themselves, 50 are brought into a private one
/// without shared history. Bars: no send waits over 1 s at p95, none is lost, none is refused more than three times.
/// </summary>
internal static class RoomOfMany
{
    private const int Talkers = 20;
    private const int Seconds = 60;
    private const int EveryMs = 2000;

    public static async Task RunAsync(IReadOnlyList<string> options)
    {
        var members = options.Select(option => option.Split('=')).FirstOrDefault(option => option[0] == "--members") is [_, var asked]
            ? int.Parse(asked, CultureInfo.InvariantCulture) : 1000;
        var table = new Table(
            $"A room of {members} in which {Talkers} talk for {Seconds} s, a message every {EveryMs / 1000} s each", "room", "joins", "sends", "p50 ms", "p95 ms", "max ms",
            "refused at most", "lost", "join p50 ms", "join p95 ms", "faster at most", "sessions", "grants");
        foreach (var (name, open, joiners) in new[] { ("open, shared history", true, 200), ("private, no history", false, 50) })
        {
            await using var host = await Load.StartHostAsync();
            using var http = new HttpClient { BaseAddress = host.Address, Timeout = Timeout.InfiniteTimeSpan };
            var made = await AskAsync(http, $"/bench/room-make?open={(open ? 1 : 0)}&members={members}&joiners={joiners}");
            Console.WriteLine($"{name}: {members} members in {made.GetProperty("seconds").GetDouble():0} s");
            var ran = await AskAsync(http, $"/bench/room-run?talkers={Talkers}&seconds={Seconds}&every={EveryMs}");
            double Of(string what) => ran.GetProperty(what).GetDouble();
            table.Add(
                name, (int)Of("joins"), (int)Of("sends"), Of("p50"), Of("p95"), Of("max"), (int)Of("repeats"), (int)Of("lost"), Of("joinP50"), Of("joinP95"),
                (int)Of("moved"), (int)Of("sessions"), (int)Of("grants"));
        }
        table.Print();
    }

    private static async Task<JsonElement> AskAsync(HttpClient http, string path)
    {
        var answer = await http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text) : throw new InvalidOperationException($"{(int)answer.StatusCode} {text}");
    }
}
