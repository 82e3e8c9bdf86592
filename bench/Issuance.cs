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
/// <c>openssl speed -multi 2 rsa3072</c> before and after, and how much of it is left after each step. Bar: 65 %.
/// </summary>
internal static class Issuance
{
    private const int Callers = 8;
    private const int Generated = 50; // keys, which make 4,950
    private const int Warming = 1_200; // ten seconds: until then the runtime compiles what runs, for the second time
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(4);

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

        var before = await SpeedAsync();
        var rows = new List<(string What, double Rate, double P50, double P99, double Cpu)>
        {
            Repeat("signatures, in .NET", authority, Sign),
            Repeat("requests read and judged, and signed", authority, (authority, request) => Judge(request) + Sign(authority, request)),
            Repeat("written, linted and signed", authority, (authority, request) => Write(authority, request, Keys(request))),
            await IssueAsync(requests.Skip(Warming).ToArray(), authority),
        };
        var after = await SpeedAsync();
        var speed = (before + after) / 2;

        var table = new Table($"Certificates of RSA-3072, {Callers} callers; openssl speed -multi 2 rsa3072: {before:0} signatures/s before, {after:0} after",
            "step", "certificates/s", "% of openssl", "p50 ms of two", "p99 ms of two", "CPU us each");
        foreach (var (what, rate, p50, p99, cpu) in rows)
            table.Add(what, rate, 100 * rate / speed, p50, p99, cpu);
        table.Print();

        (string, double, double, double, double) Repeat(string what, MeasuredAuthority authority, Func<MeasuredAuthority, IssueRequest, int> step) =>
            Issuance.Repeat(what, request => step(authority, request), requests);
    }

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
    private static (string What, double Rate, double P50, double P99, double Cpu) Repeat(string what, Func<IssueRequest, int> step, IssueRequest[] requests)
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
        return Row(what, [.. times.SelectMany(list => list)], Stopwatch.GetElapsedTime(began), Process.GetCurrentProcess().TotalProcessorTime - cpu);
    }

    private static async Task<(string, double, double, double, double)> IssueAsync(IssueRequest[] requests, MeasuredAuthority authority)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var began = Stopwatch.GetTimestamp();
        var times = await RunAsync(requests, authority.IssueAsync);
        return Row("issued, in the ledger", times, Stopwatch.GetElapsedTime(began), Process.GetCurrentProcess().TotalProcessorTime - cpu);
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

    private static (string, double, double, double, double) Row(string what, IReadOnlyCollection<TimeSpan> times, TimeSpan elapsed, TimeSpan cpu)
    {
        var (percentiles, certificates) = (new Percentiles(times), 2 * times.Count);
        return (what, certificates / elapsed.TotalSeconds, percentiles.At(50), percentiles.At(99), cpu.TotalMicroseconds / certificates);
    }

    /// <summary>Signatures a second.</summary>
    private static async Task<double> SpeedAsync()
    {
        var start = new ProcessStartInfo("openssl", ["speed", "-multi", "2", "-seconds", "4", "rsa3072"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        // rsa 3072 bits 0.001200s 0.000025s    833.3  40000.0
        var line = (await output).Split('\n').LastOrDefault(line => line.StartsWith("rsa 3072 bits", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"openssl speed said nothing of rsa3072: {await error}");
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[5], CultureInfo.InvariantCulture);
    }
}
