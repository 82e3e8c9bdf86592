using System.Diagnostics;
using BlazorChat.Directories;
using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>Servers that stop, hang and come back, in the middle of sign-ins.</summary>
public sealed class LdapFailoverTests : IAsyncLifetime
{
    private const string Password = "Correct-Horse-7-battery";
    private SlapdServer first = null!;
    private SlapdServer second = null!;

    public async Task InitializeAsync()
    {
        (first, second) = (await SlapdServer.StartAsync(), await SlapdServer.StartAsync());
        foreach (var (server, name) in new[] { (first, "First"), (second, "Second") })
        {
            await server.ChangeAsync($"""
                dn: uid=ann,{SlapdServer.PeopleDn}
                objectClass: inetOrgPerson
                uid: ann
                cn: Ann
                sn: Ann
                displayName: {name}
                userPassword: {Password}
                """);
        }
    }

    public async Task DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task The_second_server_is_asked_while_the_first_is_gone_and_the_first_again_when_it_is_back()
    {
        using var client = Client(timeout: 4);
        Assert.Equal("First", await WhoAsync(client));

        await first.StopAsync();
        Assert.Equal("Second", await WhoAsync(client));
        Assert.Equal("Second", await WhoAsync(client));

        await first.ResumeAfterStopAsync();
        await UntilAsync(client, "First");
    }

    [Fact]
    public async Task A_hung_server_of_two_costs_one_sign_in_its_share_of_the_deadline_and_others_nothing()
    {
        using var client = Client(timeout: 2);
        Assert.Equal("First", await WhoAsync(client));

        await first.PauseAsync();
        var watch = Stopwatch.StartNew();
        Assert.Equal("Second", await WhoAsync(client));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.8, 2);
        for (var i = 0; i < 20; i++)
        {
            watch.Restart();
            Assert.Equal("Second", await WhoAsync(client));
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 0.5);
            await Task.Delay(50);
        }
        await first.ContinueAsync();
        await UntilAsync(client, "First");
    }

    [Fact]
    public async Task A_storm_of_sign_ins_on_a_hung_server_ends_in_time_and_holds_few_threads()
    {
        using var client = LdapClient.For(first, ("Timeout", "2"));
        Assert.Equal("First", await WhoAsync(client));
        await first.PauseAsync();
        var threads = Process.GetCurrentProcess().Threads.Count;

        var watch = Stopwatch.StartNew();
        var storm = Task.WhenAll(Enumerable.Range(0, 500).Select(_ => client.Directory.SignInAsync("ann", Password, default)));
        await Task.Delay(500);
        var during = Process.GetCurrentProcess().Threads.Count;
        Assert.All(await storm, result => Assert.Equal(new SignInResult.Refused(SignInRefusal.Unreachable), result));

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 3);
        Assert.InRange(during - threads, -100, 30);
        await first.ContinueAsync();
        watch.Restart();
        await UntilAsync(client, "First");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task A_restart_in_a_storm_of_sign_ins_lets_nobody_in_wrongly_and_ends_with_everybody_in()
    {
        using var client = LdapClient.For(first, ("Timeout", "4"));
        using var end = new CancellationTokenSource();
        var stray = 0;
        var storm = Enumerable.Range(0, 20).Select(async i =>
        {
            while (!end.IsCancellationRequested)
            {
                var result = await client.Directory.SignInAsync(i % 4 == 0 ? "nobody" : "ann", Password, default);
                if (i % 4 == 0 ? result is SignInResult.Accepted : result is SignInResult.Refused { Reason: not SignInRefusal.Unreachable })
                    Interlocked.Increment(ref stray);
                await Task.Delay(5);
            }
        }).ToList();
        await Task.Delay(300);
        await first.StopAsync();
        await Task.Delay(300);
        await first.ResumeAfterStopAsync();
        await UntilAsync(client, "First");
        await end.CancelAsync();
        await Task.WhenAll(storm);

        Assert.Equal(0, stray);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => WhoAsync(client))), who => Assert.Equal("First", who));
    }

    [Fact]
    public async Task A_connection_that_the_server_closed_while_idle_is_replaced_unnoticed()
    {
        using var client = LdapClient.For(first, ("Timeout", "4"));
        Assert.Equal("First", await WhoAsync(client));

        await first.StopAsync();
        await first.ResumeAfterStopAsync();

        Assert.Equal("First", await WhoAsync(client));
        Assert.Null(client.Get<DirectoryServers>().All[0].Trouble);
    }

    private LdapClient Client(int timeout)
    {
        // Both CAs in one file, as an organisation with two would have it.
        var both = $"{first.Certificates.CaFile}.both";
        File.WriteAllText(both, File.ReadAllText(first.Certificates.CaFile) + "\n" + File.ReadAllText(second.Certificates.CaFile));
        return LdapClient.For(first, ("Servers:1", $"ldaps://127.0.0.1:{second.TlsPort}"), ("CaFile", both), ("Timeout", $"{timeout}"));
    }

    /// <summary>The name that the server has which let Ann in.</summary>
    private static async Task<string?> WhoAsync(LdapClient client) => (await client.Directory.SignInAsync("ann", Password, default) as SignInResult.Accepted)?.User.DisplayName;

    private static async Task UntilAsync(LdapClient client, string name)
    {
        var watch = Stopwatch.StartNew();
        while (await WhoAsync(client) != name)
        {
            Assert.InRange(watch.Elapsed.TotalSeconds, 0, 6);
            await Task.Delay(50);
        }
    }
}
