using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace BlazorChat.Tests.Support.DirectoryServers;

/// <summary>A directory server as a child process that listens on ports of 127.0.0.1; what it printed explains why it did not start.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder printed = new();

    private ServerProcess(Process process) => this.process = process;

    public static async Task<ServerProcess> StartAsync(string program, string[] arguments, int[] ports, TimeSpan limit)
    {
        foreach (var port in ports)
        {
            if (await ListensAsync(port))
                throw new InvalidOperationException($"{Path.GetFileName(program)} cannot be started for the tests: something listens on port {port} already. End it first.");
        }
        if (!File.Exists(program))
            throw new InvalidOperationException($"{program} is not installed; ./test.sh as root installs what the tests need.");
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        var server = new ServerProcess(Process.Start(start)!);
        server.Listen();
        var watch = Stopwatch.StartNew();
        foreach (var port in ports)
        {
            while (!await ListensAsync(port))
            {
                if (server.process.HasExited || watch.Elapsed > limit)
                {
                    var reason = $"{Path.GetFileName(program)} does not listen on port {port} after {watch.Elapsed.TotalSeconds:0.0} s: {server.Printed}";
                    await server.DisposeAsync();
                    throw new InvalidOperationException(reason);
                }
                await Task.Delay(10);
            }
        }
        return server;
    }

    /// <summary>SIGSTOP: the kernel goes on accepting connections, nobody answers. SIGCONT: it goes on.</summary>
    public Task SignalAsync(string signal) => Tool.RunAsync("/bin/kill", [$"-{signal}", $"{process.Id}"]);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private string Printed
    {
        get
        {
            lock (printed)
                return printed.ToString();
        }
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Listen()
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Add(string? line)
    {
        lock (printed)
            printed.AppendLine(line);
    }
}
