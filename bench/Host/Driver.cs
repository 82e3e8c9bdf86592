using System.Collections.Concurrent;
using System.Diagnostics;
using BlazorChat.Web.Features.Messages;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Bench.Host;

/// <summary>
/// Sends at a steady rate through the act behind <c>POST …/messages</c>: checks, group append, relay, feed. Messages are sealed before the
/// clock starts, since that is a client's work.
/// </summary>
internal sealed class Driver(Correspondents correspondents, SendMessage send)
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(500);

    /// <param name="rate">Messages a second.</param>
    /// <param name="seconds">For so long.</param>
    /// <param name="from">The first conversation that takes part.</param>
    /// <param name="count">How many do; 0: all after it.</param>
    public async Task<object> RunAsync(int rate, int seconds, int from, int count)
    {
        var lines = count > 0 ? count : correspondents.Lines.Count - from;
        var ready = Enumerable.Range(0, rate * seconds).Select(i => Prepare(from + (i % lines))).ToArray();
        GC.Collect();
        var acts = new ConcurrentBag<Act>();
        var failures = new ConcurrentBag<string>();
        var before = Memory.Read(collect: false);
        var began = Stopwatch.GetTimestamp();
        var running = await Task.Factory.StartNew(() => Pace(ready, rate, acts, failures), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(running);
        var elapsed = Stopwatch.GetElapsedTime(began);
        await Task.Delay(Settle);
        var after = Memory.Read(collect: false);
        var acknowledged = new Percentiles(acts.Select(act => act.Acknowledged));
        return new
        {
            sent = acts.Count,
            failed = failures.Count,
            failure = failures.FirstOrDefault(),
            seconds = elapsed.TotalSeconds,
            cpuUs = after.CpuUs - before.CpuUs,
            ackP50 = acknowledged.At(50),
            ackP99 = acknowledged.At(99),
            acts = acts.Select(act => new object[] { act.Line, act.N, act.StartedNs }),
        };
    }

    private Ready Prepare(int index)
    {
        var (n, jwe) = correspondents.Lines[index].Next();
        return new Ready(index, n, jwe);
    }

    /// <summary>On a thread of its own, a sleep of a millisecond at a time; what is due goes to the pool, as requests do.</summary>
    private List<Task> Pace(Ready[] ready, int rate, ConcurrentBag<Act> acts, ConcurrentBag<string> failures)
    {
        var running = new List<Task>(ready.Length);
        var began = Stopwatch.GetTimestamp();
        while (running.Count < ready.Length)
        {
            var due = Math.Min(ready.Length, (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * rate) + 1);
            while (running.Count < due)
            {
                var (message, started) = (ready[running.Count], Stopwatch.GetTimestamp());
                running.Add(correspondents.Lines[message.Line].InTurn(() => SendAsync(message, started, acts, failures)));
            }
            Thread.Sleep(1);
        }
        return running;
    }

    private async Task SendAsync(Ready message, long started, ConcurrentBag<Act> acts, ConcurrentBag<string> failures)
    {
        var line = correspondents.Lines[message.Line];
        if (!MessageJwe.TryParse(message.Jwe, out var jwe, out var malformed))
            throw new FormatException(malformed);
        var sending = new Sending(line.Conversation, line.Sender.User.Id, line.Sender.Device.Id!.Value, message.N, jwe);
        var (_, refusal) = await send.RunAsync([sending], CancellationToken.None);
        if (refusal is not null)
            failures.Add(refusal.ToString()!);
        else
            acts.Add(new Act(message.Line, message.N, (long)(started * (1e9 / Stopwatch.Frequency)), Stopwatch.GetElapsedTime(started)));
    }

    private readonly record struct Ready(int Line, long N, string Jwe);

    private readonly record struct Act(int Line, long N, long StartedNs, TimeSpan Acknowledged);
}
