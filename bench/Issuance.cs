using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using BlazorChat.Tests.Support;

namespace BlazorChat.Bench;

/// <summary>
/// Certificates an authority issues: new devices of new people ask for two each, by callers that wait for their answer; requests are read,
/// judged, linted, signed with RSA-3072 and durable in the ledger on SQLite. Beside it what the cores can do at all, by
/// <c>openssl speed -multi 2 rsa3072</c> before and after each round, and how much of it is left after each step. Bar: 65 %.
/// </summary>
internal static class Issuance
{
    private const int Callers = 8;
    private const int Generated = 80; // keys, of whose primes 12,720 are made
    private const int Warming = 3_600; // fifteen seconds: until then the runtime compiles what runs a second time, which takes a sixth of the cores
    private const int Rounds = 5;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    public static async Task RunAsync()
    {
        var keys = RsaPool.Make(Generated);
        var requests = new IssueRequest[keys.Length / 2];
        Parallel.For(0, requests.Length, i =>
        {
            using var sig = RSA.Create(keys[2 * i]);
            using var enc = RSA.Create(keys[(2 * i) + 1]);
            requests[i] = MeasuredAuthority.Ask(sig, enc);
        });
        await using var authority = await MeasuredAuthority.OpenAsync();
        await RunAsync(requests.Take(Warming).ToArray(), authority.IssueAsync);

        // In rounds: a shared machine is up to a half faster at one time than a minute later, and each step is held against openssl of its own time.
        List<Measured>[] steps = [[], [], [], []];
        var speeds = new List<double> { await SpeedAsync() };
        foreach (var portion in requests.Skip(Warming).Chunk((requests.Length - Warming + Rounds - 1) / Rounds))
        {
            steps[0].Add(Repeat(request => Sign(authority, request), portion));
            steps[1].Add(Repeat(request => Judge(request) + Sign(authority, request), portion));
            steps[2].Add(Repeat(request => Write(authority, request, Keys(request)), portion));
            steps[3].Add(await IssueAsync(portion, authority));
            speeds.Add(await SpeedAsync());
        }

        var table = new Table($"Certificates of RSA-3072, {Callers} callers; openssl speed -multi 2 rsa3072: {string.Join(", ", speeds.Select(speed => $"{speed:0}"))} signatures/s",
            "step", "certificates/s", "% of openssl", "p50 ms of two", "p99 ms of two", "CPU us each");
        string[] names = ["signatures, in .NET", "requests read and judged, and signed", "written, linted and signed", "issued, in the ledger"];
        foreach (var (name, rounds) in names.Zip(steps))
        {
            var percentiles = new Percentiles([.. rounds.SelectMany(round => round.Times)]);
            var share = rounds.Select((round, i) => round.Rate / ((speeds[i] + speeds[i + 1]) / 2)).Average();
            table.Add(name, rounds.Average(round => round.Rate), 100 * share, percentiles.At(50), percentiles.At(99), rounds.Average(round => round.Cpu));
        }
        table.Print();
    }

    /// <param name="Rate">Certificates a second.</param>
    /// <param name="Cpu">Microseconds a certificate.</param>
    /// <param name="Times">Of two certificates, from request to answer.</param>
    private sealed record Measured(double Rate, double Cpu, IReadOnlyCollection<TimeSpan> Times);

    private static int Sign(MeasuredAuthority authority, IssueRequest request)
    {
        var key = authority.Get<OpenedAuthority>().Keys.IssuingKey;
        return key.Sign(request.SigCsr.ToArray()).Length + key.Sign(request.EncCsr.ToArray()).Length;
    }

    private static int Judge(IssueRequest request) => Keys(request).Length;

    private static RsaPublicKey[] Keys(IssueRequest request)
    {
        var check = new RequestCheck(request.CommonName, request.ExpectedNonce);
        return [check.Check(request.SigCsr, Subject(request, KeyUse.Sig)).Key!, check.Check(request.EncCsr, Subject(request, KeyUse.Enc)).Key!];
    }

    private static int Write(MeasuredAuthority authority, IssueRequest request, RsaPublicKey[] keys)
    {
        var (signer, by, now) = (authority.Get<LeafSigner>(), authority.Get<OpenedAuthority>().Keys.Current, authority.Get<TimeProvider>().GetUtcNow());
        return signer.Sign(keys[0], Subject(request, KeyUse.Sig), by, now).Certificate!.Der.Length + signer.Sign(keys[1], Subject(request, KeyUse.Enc), by, now).Certificate!.Der.Length;
    }

    private static LeafSubject Subject(IssueRequest request, KeyUse use) => LeafSubject.Device(new KeyOwner(request.User, request.Device), use, request.CommonName);

    /// <summary>The same requests over and over, by as many threads as there are cores: nothing here waits for anything but a core.</summary>
    private static Measured Repeat(Func<IssueRequest, int> step, IssueRequest[] requests)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var began = Stopwatch.GetTimestamp();
        var times = new List<TimeSpan>[Environment.ProcessorCount];
        Parallel.For(0, times.Length, new ParallelOptions { MaxDegreeOfParallelism = times.Length }, thread =>
        {
            times[thread] = [];
            for (var i = thread; Stopwatch.GetElapsedTime(began) < Step; i += times.Length)
            {
                var started = Stopwatch.GetTimestamp();
                step(requests[i % requests.Length]);
                times[thread].Add(Stopwatch.GetElapsedTime(started));
            }
        });
        return Row([.. times.SelectMany(list => list)], Stopwatch.GetElapsedTime(began), Process.GetCurrentProcess().TotalProcessorTime - cpu);
    }

    private static async Task<Measured> IssueAsync(IssueRequest[] requests, MeasuredAuthority authority)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var began = Stopwatch.GetTimestamp();
        var times = await RunAsync(requests, authority.IssueAsync);
        return Row(times, Stopwatch.GetElapsedTime(began), Process.GetCurrentProcess().TotalProcessorTime - cpu);
    }

    private static async Task<IReadOnlyCollection<TimeSpan>> RunAsync(IssueRequest[] requests, Func<IssueRequest, Task<IssueResult.Issued>> issue)
    {
        var next = -1;
        var times = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var own = new List<TimeSpan>();
            while (Interlocked.Increment(ref next) is var i && i < requests.Length)
            {
                var started = Stopwatch.GetTimestamp();
                await issue(requests[i]);
                own.Add(Stopwatch.GetElapsedTime(started));
            }
            return own;
        })));
        return [.. times.SelectMany(list => list)];
    }

    private static Measured Row(IReadOnlyCollection<TimeSpan> times, TimeSpan elapsed, TimeSpan cpu) =>
        new(2 * times.Count / elapsed.TotalSeconds, cpu.TotalMicroseconds / (2 * times.Count), times);

    /// <summary>Signatures a second.</summary>
    private static async Task<double> SpeedAsync()
    {
        var start = new ProcessStartInfo("openssl", ["speed", "-multi", "2", "-seconds", "2", "rsa3072"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        // rsa 3072 bits 0.001200s 0.000025s    833.3  40000.0
        var line = (await output).Split('\n').LastOrDefault(line => line.StartsWith("rsa 3072 bits", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"openssl speed said nothing of rsa3072: {await error}");
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[5], CultureInfo.InvariantCulture);
    }
}
