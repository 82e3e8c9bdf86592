using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

[Collection(ConversationBrowserCollection.Name)]
public class ConversationTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Two_people_chat_both_ways_and_find_everything_again_after_a_reload()
    {
        var (alice, bob) = await fixture.StrangersAsync();

        await alice.OpenAsync(bob);
        await alice.SendAsync("Good morning, Bob");
        await bob.OpenAsync(alice);
        await bob.SeesAsync("Good morning, Bob");
        await bob.SendAsync("Good morning, Alice");
        await alice.SeesAsync("Good morning, Alice");

        await alice.Page.ReloadAsync();
        await alice.SeesAsync("Good morning, Bob");
        await alice.SeesAsync("Good morning, Alice");
        await bob.Page.ReloadAsync();
        await bob.SeesAsync("Good morning, Bob");
        alice.Complaints.ShouldBeEmpty();
        bob.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_online_stands_in_the_list_and_is_one_click_away()
    {
        var (carol, dave) = await fixture.StrangersAsync();

        var online = carol.Page.GetByRole(AriaRole.List, new() { NameRegex = new("^People online") });
        await online.GetByRole(AriaRole.Link, new() { Name = dave.DisplayName }).ClickAsync();

        await Expect(carol.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/chat/u/[0-9a-f-]{36}$"));
        await Expect(carol.Composer).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_dm_is_made_by_the_first_message_and_not_by_looking()
    {
        var (erin, frank) = await fixture.StrangersAsync();
        var before = await CountAsync(erin);
        await erin.OpenAsync(frank);
        await erin.Page.ReloadAsync();
        await Expect(erin.Composer).ToBeVisibleAsync();
        (await CountAsync(erin)).ShouldBe(before);

        await erin.SendAsync("hello");
        await Expect(frank.Page.GetByRole(AriaRole.List, new() { Name = "Conversations" }).GetByRole(AriaRole.Link, new() { Name = erin.DisplayName })).ToBeVisibleAsync();
        (await CountAsync(erin)).ShouldBe(before + 1);

        static Task<int> CountAsync(ChatUser user) =>
            user.Page.EvaluateAsync<int>("async () => (await (await fetch('/api/conversations')).json()).conversations.filter(one => one.peer).length");
    }

    [Fact]
    public async Task Where_unread_begins_stands_a_line_until_the_conversation_is_left()
    {
        var (olga, paul) = await fixture.StrangersAsync();
        var line = paul.Messages.GetByRole(AriaRole.Separator, new() { Name = "New messages" });
        await olga.OpenAsync(paul);
        await olga.SendAsync("Read at once");
        await paul.OpenAsync(olga);
        await paul.SeesAsync("Read at once");
        await paul.OpenAsync(fixture.Admin);

        await olga.SendAsync("Came while you were away");
        await olga.SendAsync("And this too");
        await paul.OpenAsync(olga);
        await paul.SeesAsync("And this too");

        await Expect(line).ToHaveCountAsync(1);
        (await line.EvaluateAsync<string>("line => line.nextElementSibling.innerText")).ShouldContain("Came while you were away");
        await paul.IsAccessibleAsync();
        await paul.ShotAsync("chat-unread");
        await olga.SendAsync("You are here now");
        await paul.SeesAsync("You are here now");
        await Expect(line).ToHaveCountAsync(1);

        await paul.OpenAsync(fixture.Admin);
        await paul.OpenAsync(olga);
        await paul.SeesAsync("You are here now");
        await Expect(line).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Back_and_forward_go_through_conversations()
    {
        var (gina, hal) = await fixture.StrangersAsync();
        var ada = fixture.Admin;
        await gina.OpenAsync(hal);
        await gina.OpenAsync(ada);

        await gina.Page.GoBackAsync();
        await Expect(gina.Page.GetByRole(AriaRole.Heading, new() { Name = hal.DisplayName, Level = 1 })).ToBeVisibleAsync();
        await gina.Page.GoForwardAsync();
        await Expect(gina.Page.GetByRole(AriaRole.Heading, new() { Name = ada.DisplayName, Level = 1 })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_draft_waits_in_its_own_conversation_over_a_reload()
    {
        var (jack, kim) = await fixture.StrangersAsync();
        await jack.OpenAsync(kim);
        await jack.Composer.FillAsync("not finished");
        await jack.OpenAsync(fixture.Admin);
        await Expect(jack.Composer).ToHaveValueAsync("");

        await jack.OpenAsync(kim);
        await Expect(jack.Composer).ToHaveValueAsync("not finished");
        await jack.Page.ReloadAsync();
        await Expect(jack.Composer).ToHaveValueAsync("not finished");
    }

    [Fact]
    public async Task What_is_written_without_a_network_is_sent_when_it_is_back()
    {
        var (mia, ned) = await fixture.StrangersAsync();
        await mia.OpenAsync(ned);
        await mia.SendAsync("before");
        await ned.OpenAsync(mia);
        await ned.SeesAsync("before");

        await mia.Context.SetOfflineAsync(true);
        await mia.SendAsync("while away");
        await mia.SeesAsync("while away");
        await mia.Context.SetOfflineAsync(false);

        await ned.SeesAsync("while away", 40_000);
    }

    [Fact]
    public async Task Two_tabs_of_one_browser_show_and_send_the_same()
    {
        var (olga, paul) = await fixture.StrangersAsync();
        await olga.OpenAsync(paul);
        var second = await olga.Context.NewPageAsync();
        await second.GotoAsync(olga.Page.Url);
        var secondComposer = second.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });

        await olga.SendAsync("from the first tab");
        await Expect(second.GetByText("from the first tab", new() { Exact = true })).ToBeVisibleAsync();
        await secondComposer.FillAsync("from the second tab");
        await secondComposer.PressAsync("Enter");
        await olga.SeesAsync("from the second tab");

        await paul.OpenAsync(olga);
        await paul.SeesAsync("from the first tab");
        await paul.SeesAsync("from the second tab");
        await second.CloseAsync();
    }

    [Fact]
    public async Task To_somebody_without_a_device_the_composer_says_so_and_keeps_the_text()
    {
        var quinn = await fixture.SomebodyAsync();
        await using var rosa = await ChatUser.NobodyAsync(fixture, "Rosa Reed");
        await rosa.Page.RouteAsync("**/api/devices", route => route.AbortAsync());
        await rosa.Page.GotoAsync("/register");
        await rosa.FillRegistrationAsync();
        await rosa.ArrivesAsync("/device");

        await quinn.OpenAsync(rosa);
        await quinn.Composer.FillAsync("are you there?");
        await quinn.Composer.PressAsync("Enter");

        await Expect(quinn.Page.GetByText("Rosa Reed has not set up a device").First).ToBeVisibleAsync();
        await Expect(quinn.Composer).ToHaveValueAsync("are you there?");
    }

    [Fact]
    public async Task History_pages_in_while_scrolling_up()
    {
        var (sam, tess) = await fixture.StrangersAsync();
        await sam.OpenAsync(tess);
        for (var i = 1; i <= 130; i++)
        {
            await sam.Composer.FillAsync($"line {i}");
            await sam.Composer.PressAsync("Enter");
        }
        await tess.OpenAsync(sam);
        await tess.SeesAsync("line 130", 60_000);
        await tess.Page.ReloadAsync();
        await tess.SeesAsync("line 130");

        await tess.Messages.HoverAsync();
        for (var i = 0; i < 40 && !await tess.Messages.GetByText("line 1", new() { Exact = true }).IsVisibleAsync(); i++)
        {
            await tess.Page.Mouse.WheelAsync(0, -1500);
            await Task.Delay(150);
        }

        await tess.SeesAsync("line 1");
    }
}
