using BlazorChat.Tests.Support.Cluster;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>Two hosts behind a load balancer, with all the servers of a large installation: whoever uses the chat cannot tell.</summary>
[Collection(InstallationBrowserCollection.Name)]
public sealed class SeveralHostsTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task People_on_two_hosts_chat_see_each_other_and_are_shut_out_and_stay_when_a_host_ends_or_dies()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var fixture = BrowserFixture.Over(chromium.Browser, cluster.Proxy.Address);
        // The link of the host that started last is the one that works.
        var link = new Uri(await cluster.Two.AdminLinkAsync()).PathAndQuery;
        await using var ann = await ChatUser.RegisterAsync(fixture, "Ann First", link, on: 1);
        await using var bob = await ChatUser.RegisterAsync(fixture, "Bob Second", on: 2);
        (await HostOfAsync(ann), await HostOfAsync(bob)).ShouldBe(("one", "two"));

        await ann.OpenAsync(bob);
        await ann.SendAsync("from one host");
        await bob.OpenAsync(ann);
        await bob.SeesAsync("from one host");
        await bob.SendAsync("to the other");
        await ann.SeesAsync("to the other");
        await Expect(ann.Page.Locator(".bc-conversation__head").GetByText("Online")).ToBeVisibleAsync();

        // A person who comes on the other host, with a chosen line, is seen; and one who leaves is not.
        await using (var cay = await ChatUser.RegisterAsync(fixture, "Cay Third", on: 2))
        {
            await ann.OpenAsync(cay);
            await Expect(ann.Page.Locator(".bc-conversation__head").GetByText("Online")).ToBeVisibleAsync();
            await cay.Page.CloseAsync();
            await Expect(ann.Page.Locator(".bc-conversation__head").GetByText("Offline")).ToBeVisibleAsync();
        }

        // One host ends in order, the page moves, and nothing that was typed is lost.
        await ann.OpenAsync(bob);
        await bob.Composer.FillAsync("half a thought");
        await cluster.Two.StopAsync();
        await Expect(bob.Composer).ToHaveValueAsync("half a thought", new() { Timeout = 40_000 });
        await bob.Composer.PressAsync("Enter");
        await ann.SeesAsync("half a thought", 40_000);
        (await HostOfAsync(bob)).ShouldBe("one");

        // It is back, somebody is on it, and it is killed.
        await cluster.Two.StartAsync();
        await bob.Context.ClearCookiesAsync(new() { Name = HaProxy.CookieOf(2).Name });
        await bob.OnHostAsync(fixture.Address, 2);
        await bob.BackInChatAsync();
        await bob.OpenAsync(ann);
        await bob.Composer.FillAsync("what I was about to say");
        await cluster.Two.KillAsync();
        await ann.SendAsync("are you still there?");
        await bob.SeesAsync("are you still there?", 40_000);
        await Expect(bob.Composer).ToHaveValueAsync("what I was about to say", new() { Timeout = 40_000 });
        await bob.Composer.PressAsync("Enter");
        await ann.SeesAsync("what I was about to say", 40_000);

        // An act of administration on one host shuts out on the other at once.
        await cluster.Two.StartAsync();
        await bob.OnHostAsync(fixture.Address, 2);
        await bob.BackInChatAsync();
        await ann.Page.GotoAsync("/confirm?return=/admin/people");
        await ann.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(ann.Password);
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        await ann.ArrivesAsync("/admin/people");
        await ann.Page.GetByRole(AriaRole.Link, new() { Name = bob.DisplayName }).ClickAsync();
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke this device" }).ClickAsync();
        await bob.ArrivesAsync("/blocked?reason=revoked", 10_000);
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_message_that_is_on_its_way_to_a_host_that_hangs_or_dies_is_there_once()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var fixture = BrowserFixture.Over(chromium.Browser, cluster.Proxy.Address);
        await using var ann = await ChatUser.RegisterAsync(fixture, "Ann First", new Uri(await cluster.Two.AdminLinkAsync()).PathAndQuery, on: 1);
        await using var bob = await ChatUser.RegisterAsync(fixture, "Bob Second", on: 2);
        await ann.OpenAsync(bob);
        await bob.OpenAsync(ann);
        await bob.SendAsync("before");
        await ann.SeesAsync("before");

        // The host takes the message and says nothing, and then it is gone.
        await cluster.Two.SignalAsync("STOP");
        await SendIntoNothingAsync(bob, "to a host that dies");
        await cluster.Two.KillAsync();
        await ann.SeesAsync("to a host that dies", 40_000);
        await ann.SendAsync("it came");
        await bob.SeesAsync("it came", 40_000);
        (await HostOfAsync(bob)).ShouldBe("one");

        // It hangs for longer than the load balancer waits, and goes on with what it had in hand.
        await cluster.Two.StartAsync();
        await bob.OnHostAsync(fixture.Address, 2);
        await bob.BackInChatAsync();
        await bob.OpenAsync(ann);
        await cluster.Two.SignalAsync("STOP");
        await SendIntoNothingAsync(bob, "to a host that hangs");
        await ann.SendAsync("while it hangs");
        await bob.SeesAsync("while it hangs", 40_000);
        await ann.SeesAsync("to a host that hangs", 40_000);
        await cluster.Two.SignalAsync("CONT");
        // The load balancer takes it up again when it has answered.
        for (var attempt = 0; attempt < 20 && (attempt == 0 || await HostOfAsync(bob) != "two"); attempt++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            await bob.OnHostAsync(fixture.Address, 2);
            await bob.BackInChatAsync();
        }
        await bob.OpenAsync(ann);
        await bob.SendAsync("afterwards");
        await ann.SeesAsync("afterwards");

        string[] all = ["before", "to a host that dies", "it came", "to a host that hangs", "while it hangs", "afterwards"];
        var read = await SaidAsync(ann, all);
        read.ShouldBe(all, ignoreOrder: true);
        (await SaidAsync(bob, all)).ShouldBe(read, "in the same order");

        // Without a broker what is said comes a little later, and administrators are told; with it all is as before.
        await cluster.Broker.StopAsync();
        await ann.SendAsync("without a broker");
        await bob.SeesAsync("without a broker", 5_000);
        await ann.Page.GotoAsync("/admin");
        var note = ann.Page.GetByText("The broker between the hosts", new() { Exact = false });
        await Expect(note).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await cluster.Broker.ResumeAfterStopAsync();
        await Expect(note).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await ann.BackInChatAsync();
        await ann.OpenAsync(bob);
        await ann.SendAsync("with it again");
        await bob.SeesAsync("with it again", 5_000);

        // Of a host that dies, and a browser with it, the others know within ten seconds.
        await Expect(ann.Page.Locator(".bc-conversation__head").GetByText("Online")).ToBeVisibleAsync();
        (await HostOfAsync(bob)).ShouldBe("two");
        await bob.Context.SetOfflineAsync(true);
        await cluster.Two.KillAsync();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Expect(ann.Page.Locator(".bc-conversation__head").GetByText("Offline")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    /// <summary>Sends what nobody acknowledges for now.</summary>
    private static async Task SendIntoNothingAsync(ChatUser user, string text)
    {
        await user.Composer.FillAsync(text);
        await user.Composer.PressAsync("Enter");
        await user.SeesAsync(text);
        await Expect(user.Composer).ToHaveValueAsync("");
    }

    /// <returns>Of each message shown, which of these it says.</returns>
    private static async Task<IReadOnlyList<string>> SaidAsync(ChatUser user, string[] all) =>
        [.. (await user.Messages.GetByRole(AriaRole.Article).AllInnerTextsAsync()).Select(row => all.Single(text => row.Split('\n').Contains(text)))];

    /// <summary>As the load balancer has it.</summary>
    private static async Task<string> HostOfAsync(ChatUser user) =>
        (await user.Context.CookiesAsync()).Single(cookie => cookie.Name == HaProxy.CookieOf(1).Name).Value;
}
