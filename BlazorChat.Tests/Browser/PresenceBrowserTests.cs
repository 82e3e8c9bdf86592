using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>How people are seen, who writes and who has read, in real browsers and in both languages.</summary>
[Collection(RoomBrowserCollection.Name)]
public class PresenceBrowserTests(BrowserFixture fixture)
{
    private const string Line = "<b>deep</b> in “work” & co";

    [Fact]
    public async Task A_status_and_its_line_are_seen_by_others_and_who_is_invisible_is_not()
    {
        var (iris, other) = await fixture.StrangersAsync();
        await other.OpenAsync(iris);
        var head = other.Page.Locator(".bc-conversation__head");
        await Expect(head.GetByText("· Online")).ToBeVisibleAsync();

        var dialog = await StatusAsync(iris, "Your menu", "Your status…");
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "Do not disturb" }).CheckAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "A line about you" }).FillAsync(Line);
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "1 hour" }).CheckAsync();
        await iris.LooksRightAsync("status-dialog");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(iris.Page.Locator(".bc-me__status")).ToHaveTextAsync($"Do not disturb · {Line}");

        await Expect(head.GetByText("Do not disturb")).ToBeVisibleAsync();
        await Expect(head.Locator(".bc-line")).ToHaveTextAsync(Line);
        var row = other.Page.GetByRole(AriaRole.List, new() { NameRegex = new("^People online") }).GetByRole(AriaRole.Link, new() { Name = iris.DisplayName });
        await Expect(row.GetByRole(AriaRole.Img, new() { Name = "Do not disturb" })).ToBeVisibleAsync();
        (await row.GetAttributeAsync("title"))!.ShouldEndWith($" · {Line}");
        await other.IsAccessibleAsync();
        await other.ShotAsync("presence-dnd");

        dialog = await StatusAsync(iris, "Your menu", "Your status…");
        await Expect(dialog.GetByRole(AriaRole.Radio, new() { NameRegex = new("^As now, until") })).ToBeCheckedAsync();
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "Invisible" }).CheckAsync();
        await Expect(dialog.GetByRole(AriaRole.Textbox, new() { Name = "A line about you" })).ToBeDisabledAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(iris.Page.Locator(".bc-me__status")).ToHaveTextAsync($"Invisible · {Line}");
        await Expect(row).ToBeHiddenAsync();
        await Expect(head.GetByText("· Offline")).ToBeVisibleAsync();
        await iris.Page.ReloadAsync();
        await Expect(iris.Page.Locator(".bc-me__status")).ToHaveTextAsync($"Invisible · {Line}");
        await iris.ShotAsync("presence-invisible");
        await Expect(row).ToBeHiddenAsync();

        // What one writes is not seen, a message is.
        await iris.OpenAsync(other);
        await iris.SendAsync("from nowhere");
        await other.SeesAsync("from nowhere");
        await iris.Composer.PressSequentiallyAsync("and more");
        await other.Page.WaitForTimeoutAsync(2_500);
        await Expect(other.Messages.GetByText("is writing")).ToHaveCountAsync(0);
        iris.Complaints.ShouldBeEmpty();

        await iris.Composer.FillAsync("");
        dialog = await StatusAsync(iris, "Your menu", "Your status…");
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "Online" }).CheckAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "A line about you" }).FillAsync("");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(head.GetByText("· Online")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_writes_and_who_has_read_is_seen_until_somebody_does_not_want_that()
    {
        var (ella, fred) = await fixture.StrangersAsync();
        await ella.OpenAsync(fred);
        await ella.SendAsync("are you there?");
        await Expect(ella.Messages.GetByText("Sent", new() { Exact = true })).ToBeVisibleAsync();
        await fred.OpenAsync(ella);
        await fred.SeesAsync("are you there?");
        await Expect(ella.Messages.GetByText("Read", new() { Exact = true })).ToBeVisibleAsync();

        await fred.Composer.PressSequentiallyAsync("I am");
        await Expect(ella.Messages.GetByText($"{fred.DisplayName} is writing…")).ToBeVisibleAsync();
        await ella.IsAccessibleAsync();
        await ella.ShotAsync("presence-writing");
        await fred.SendButton.ClickAsync();
        await ella.SeesAsync("I am");
        await Expect(ella.Messages.GetByText("is writing")).ToHaveCountAsync(0);

        await fred.Page.GotoAsync("/settings");
        await fred.PickAsync("No");
        await fred.PickAsync("No, and see nobody’s");
        await fred.IsAccessibleAsync();
        await fred.ShotAsync("settings-others", whole: true);
        await fred.Page.ReloadAsync();
        await Expect(fred.Page.GetByRole(AriaRole.Radio, new() { Name = "No, and see nobody’s" })).ToBeCheckedAsync();
        await fred.Page.GotoAsync("/chat");
        await fred.OpenAsync(ella);
        await ella.SendAsync("and now?");
        await fred.SeesAsync("and now?");
        await fred.Composer.PressSequentiallyAsync("hm");
        await fred.Page.WaitForTimeoutAsync(2_500);
        await Expect(ella.Messages.GetByText("is writing")).ToHaveCountAsync(0);
        await Expect(fred.Messages.GetByText("Sent", new() { Exact = true })).ToHaveCountAsync(0);
        await ella.Page.ReloadAsync();
        await ella.SeesAsync("and now?");
        await ella.Page.WaitForTimeoutAsync(1_000);
        await Expect(ella.Messages.GetByText("Read", new() { Exact = true })).ToHaveCountAsync(0);
        await fred.Composer.FillAsync("");

        await fred.Page.GotoAsync("/settings");
        await fred.PickAsync("Yes");
        await fred.PickAsync("Yes, and see how far they have");
        new[] { ella, fred }.ShouldAllBe(user => user.Complaints.Count == 0);
    }

    [Fact]
    public async Task In_French_it_is_the_same_and_a_page_that_is_left_is_away()
    {
        await using var lea = await ChatUser.RegisterAsync(fixture, "Léa Lune"); // whose clock is changed
        await lea.Page.GotoAsync("/settings");
        await lea.Page.GetByRole(AriaRole.Button, new() { Name = "Français" }).First.ClickAsync();
        await Expect(lea.Page.GetByRole(AriaRole.Radio, new() { Name = "Oui, et voir jusqu’où ils ont lu" })).ToBeCheckedAsync();
        await lea.Page.GotoAsync("/chat");
        await lea.Page.SetViewportSizeAsync(390, 800);
        var other = await fixture.SomebodyAsync();
        var dialog = await StatusAsync(lea, "Votre menu", "Votre statut…");
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "Ne pas déranger" }).CheckAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Une ligne sur vous" }).FillAsync(new string('é', 81));
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("La ligne compte au plus 80 caractères.");
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Une ligne sur vous" }).FillAsync("Au jardin !");
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "Aujourd’hui" }).CheckAsync();
        await lea.IsAccessibleAsync();
        await lea.ShotAsync("status-dialog-phone-fr");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Enregistrer" }).ClickAsync();
        await Expect(lea.Page.Locator(".bc-me__status")).ToHaveTextAsync("Ne pas déranger · Au jardin !");
        await other.OpenAsync(lea);
        await Expect(other.Page.Locator(".bc-line")).ToHaveTextAsync("Au jardin !");

        dialog = await StatusAsync(lea, "Votre menu", "Votre statut…");
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "En ligne" }).CheckAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Une ligne sur vous" }).FillAsync("");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Enregistrer" }).ClickAsync();
        await Expect(other.Page.Locator(".bc-conversation__head").GetByText("· Online")).ToBeVisibleAsync();

        // A minute out of sight, in a moment.
        await lea.Page.Clock.InstallAsync();
        await lea.Page.EvaluateAsync("Object.defineProperty(document, 'visibilityState', { get: () => window.shown ?? 'hidden' }); document.dispatchEvent(new Event('visibilitychange'))");
        await lea.Page.Clock.FastForwardAsync(61_000);
        await Expect(other.Page.Locator(".bc-conversation__head").GetByText("· Away")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await other.ShotAsync("presence-away");
        await lea.Page.EvaluateAsync("window.shown = 'visible'; document.dispatchEvent(new Event('visibilitychange'))");
        await Expect(other.Page.Locator(".bc-conversation__head").GetByText("· Online")).ToBeVisibleAsync();
    }

    private static async Task<ILocator> StatusAsync(ChatUser user, string menu, string item)
    {
        await user.Page.GetByLabel(menu, new() { Exact = true }).ClickAsync();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = item }).ClickAsync();
        var dialog = user.Page.GetByRole(AriaRole.Dialog);
        await dialog.WaitForAsync();
        return dialog;
    }
}
