using System.Diagnostics;
using BlazorChat.Tests.Support;

namespace BlazorChat.Bench;

/// <summary>Starts the real web host with the bench's endpoints in it, and lets <c>circuits.mjs</c> measure it.</summary>
internal static class Load
{
    public static async Task RunAsync(string measure, params string[] options)
    {
        await using var host = await StartHostAsync();
        await RunAsync(host, measure, options);
    }

    public static async Task RunAsync(HostProcess host, string measure, params string[] options)
    {
        var start = new ProcessStartInfo("node", ["circuits.mjs", measure, $"--address={host.Address.GetLeftPart(UriPartial.Authority)}", .. options])
        {
            WorkingDirectory = Repository.Folder("bench"),
            UseShellExecute = false,
        };
        start.Environment.TryAdd("CIRCUITS", Path.GetFullPath(Path.Combine(Repository.Folder("."), "..", "shared", "tools", "circuits")));
        using var client = Process.Start(start)!;
        await client.WaitForExitAsync();
    }

    /// <summary>The program as it is published, in a process of its own; this assembly joins it by the runtime's and the framework's own hooks.</summary>
    public static Task<HostProcess> StartHostAsync(params string[] settings)
    {
        Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", typeof(Load).Assembly.Location);
        Environment.SetEnvironmentVariable("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", typeof(Load).Assembly.GetName().Name);
        HostProcess.AreMeasured = true;
        return HostProcess.StartAsync(["--Logging:LogLevel:Default=Warning", .. settings]);
    }
}
