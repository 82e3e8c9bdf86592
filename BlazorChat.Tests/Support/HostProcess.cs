using System.Collections.Concurrent;
using System.Diagnostics;

namespace BlazorChat.Tests.Support;

/// <summary>The chat as a process of its own, on a free port of 127.0.0.1 and a data folder of its own. Disposing stops it and removes the folder.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly ConcurrentQueue<string> output = new();
    private readonly string[] settings;
    private Process? process;

    private HostProcess(string data, int port, string[] settings)
    {
        Data = data;
        Address = new Uri($"http://localhost:{port}/");
        this.settings = settings;
    }

    /// <summary>Hosts run as those of an operator do, and compile what is used often once more. Those of tests live for a minute, half of which that would take.</summary>
    public static bool AreMeasured { get; set; }

    public Uri Address { get; }

    /// <summary>The data folder.</summary>
    public string Data { get; }

    public int Id => process?.Id ?? throw new InvalidOperationException("The host is stopped.");

    /// <summary>How far its clock is off ours, from its next start on.</summary>
    public TimeSpan ClockOff { get; set; }

    /// <summary>Everything it printed so far, over restarts.</summary>
    public string Output => string.Join('\n', output);

    public static async Task<HostProcess> StartAsync(params string[] settings)
    {
        var host = new HostProcess(Directory.CreateTempSubdirectory("blazorchat-").FullName, Ports.Next(), settings);
        await host.StartAsync();
        return host;
    }

    /// <summary>Starts it (again), with the same data and port.</summary>
    public async Task StartAsync()
    {
        process = Launch([$"--urls={Address.GetLeftPart(UriPartial.Authority)}", $"--Data:Path={Data}", .. settings], output, ClockOff);
        using var http = new HttpClient { BaseAddress = Address };
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The host ended with {process.ExitCode}:\n{Output}");
            try
            {
                if ((await http.GetAsync("readyz")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (watch.Elapsed < StartLimit)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Stops it as an operator would (SIGTERM).</summary>
    public async Task StopAsync()
    {
        if (process is not { HasExited: false })
            return;
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        await process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it takes connections, and says nothing. SIGCONT: it goes on.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Runs the program with these arguments to its end, such as a command or a start that must fail.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var printed = new ConcurrentQueue<string>();
        using var run = Launch(arguments, printed);
        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            await run.WaitForExitAsync(limit.Token);
        }
        finally
        {
            run.Kill(entireProcessTree: true);
        }
        return (run.ExitCode, string.Join('\n', printed));
    }

    /// <summary>The link that makes whoever signs in through it the first administrator: printed a moment after the host answers.</summary>
    public Task<string> AdminLinkAsync() => PrintedAsync($"{Address}login?");

    /// <summary>The first address with this start that the host prints.</summary>
    private async Task<string> PrintedAsync(string start)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < StartLimit)
        {
            if (output.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).FirstOrDefault(word => word.StartsWith(start, StringComparison.Ordinal)) is { } word)
                return word;
            await Task.Delay(50);
        }
        throw new InvalidOperationException($"The host printed nothing like {start}:\n{Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        Directory.Delete(Data, recursive: true);
    }

    private static Process Launch(string[] arguments, ConcurrentQueue<string> output, TimeSpan clockOff = default)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.WebAssembly, .. arguments])
        {
            WorkingDirectory = Repository.Folder("BlazorChat.Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (!AreMeasured)
            (start.Environment["DOTNET_TC_CallCounting"], start.Environment["DOTNET_TieredPGO"]) = ("0", "0");
        if (clockOff != TimeSpan.Zero)
        {
            start.Environment["LD_PRELOAD"] = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
            start.Environment["FAKETIME"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{clockOff.TotalSeconds:+0;-0}s");
            start.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"; // timers keep the true time
            // Its mending of an old fault of glibc ends waits with a limit at once: the runtime then takes reads from a socket for timed out.
            start.Environment["FAKETIME_FORCE_MONOTONIC_FIX"] = "0";
        }
        var started = Process.Start(start)!;
        started.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        started.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }
}
