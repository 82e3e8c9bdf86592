using System.Diagnostics;
using BlazorChat.Tests.Support;
using Microsoft.Playwright;

namespace BlazorChat.Bench.Browser;

/// <summary>
/// The client engine in Chromium sends 1,000 messages (outbox, signature, encryption, POST, one after the other as the protocol asks) and the
/// other side opens them (history pages, decryption, signatures, order). No elements are on the page. The floor is what signing, encrypting, decrypting
/// and verifying as many takes by themselves, in the same browser just before. Bar: within a factor of 3.
/// </summary>
internal static class ThousandMessages
{
    private const int Messages = 1000;

    public static async Task RunAsync()
    {
        var engine = await BundleAsync();
        await using var host = await HostProcess.StartAsync("--Logging:LogLevel:Default=Warning");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await RoundTrip.LaunchAsync(playwright);
        await using var alice = await Person.RegisterAsync(browser, host.Address, "alice", "Alice Arnold");
        await using var bob = await Person.RegisterAsync(browser, host.Address, "bob", "Bob Boyle");
        var (sender, reader) = (await alice.WhoAsync(), await bob.WhoAsync());

        var table = new Table($"{Messages} messages through the client engine in Chromium", "act", "ms", "floor ms", "factor");
        var floor = await CallAsync(alice, engine, "floor", sender, reader.User);
        var sent = await CallAsync(alice, engine, "send", sender, reader.User);
        table.Add("into the outbox", sent[0], floor[0], sent[0] / floor[0]);
        table.Add("sent", sent[1], floor[0], sent[1] / floor[0]);
        var opened = await CallAsync(bob, engine, "read", reader, sender.User);
        table.Add("opened", opened[0], floor[1], opened[0] / floor[1]);
        table.Print();
    }

    /// <summary>On a page of the host that has no engine of its own; evaluated by the debugger, which the content security policy does not concern.</summary>
    private static async Task<double[]> CallAsync(Person person, string engine, string act, (string User, string Device) who, string peer)
    {
        await person.Page.GotoAsync("/blocked?reason=unknown");
        return await person.Page.EvaluateAsync<double[]>(
            $"async ([user, device, peer, count]) => {{ {engine}; return await bench.{act}({{ user, device }}, peer, count); }}",
            new object[] { who.User, who.Device, peer, Messages });
    }

    private static async Task<string> BundleAsync()
    {
        var client = Path.Combine(Repository.Folder("BlazorChat.Web"), "Client");
        using var run = Process.Start(new ProcessStartInfo(
            Path.Combine(client, "node_modules", ".bin", "esbuild"),
            [Path.Combine(Repository.Folder("bench"), "Browser", "engine.entry.ts"), "--bundle", "--format=iife", "--global-name=bench", "--target=es2022", "--minify"])
        {
            WorkingDirectory = client,
            Environment = { ["NODE_PATH"] = Path.Combine(client, "node_modules") },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var bundle = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return run.ExitCode == 0 ? bundle : throw new InvalidOperationException("The client's engine could not be bundled.");
    }
}
