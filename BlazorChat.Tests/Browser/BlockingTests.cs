using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>Somebody blocks somebody in a conversation of two, and lets go of it.</summary>
[Collection(ConversationBrowserCollection.Name)]
public class BlockingTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Who_is_blocked_keeps_what_they_wrote_and_sends_it_when_it_is_over()
    {
        await using var ines = await ChatUser.RegisterAsync(fixture, "Ines Ivory");
        await using var karl = await ChatUser.RegisterAsync(fixture, "Karl Kobalt");
        await ines.OpenAsync(karl);
        await ines.SendAsync("hello Karl");
        await karl.OpenAsync(ines);
        await karl.SeesAsync("hello Karl");

        await ines.Page.Locator(".bc-conversation__menu > summary").ClickAsync();
        await ines.Page.GetByRole(AriaRole.Button, new() { Name = "Block…", Exact = true }).ClickAsync();
        var dialog = ines.Page.GetByRole(AriaRole.Dialog, new() { Name = "Block Karl Kobalt?" });
        await ines.LooksRightAsync("block-dialog");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true }).ClickAsync();

        await Expect(ines.Page.GetByText("You have blocked Karl Kobalt: neither of you can write here.")).ToBeVisibleAsync();
        await Expect(ines.Composer).ToHaveCountAsync(0);
        await Expect(ines.Page.Locator(".bc-conversation__head")).ToContainTextAsync("Blocked by you");
        await Expect(ines.Page.GetByRole(AriaRole.Link, new() { Name = "Karl Kobalt" }).First.GetByRole(AriaRole.Img, new() { Name = "Blocked by you" })).ToBeVisibleAsync();
        await ines.IsAccessibleAsync();

        await karl.SendAsync("are you there?");
        await Expect(karl.Messages.GetByText("This person does not take messages from you here.")).ToBeVisibleAsync();
        await Expect(ines.Messages.GetByText("are you there?")).ToHaveCountAsync(0);

        await ines.Page.GotoAsync("/settings");
        var listed = ines.Page.GetByRole(AriaRole.Region, new() { Name = "Blocked people" });
        await listed.GetByRole(AriaRole.Button, new() { Name = "Unblock Karl Kobalt" }).ClickAsync();
        await Expect(listed.GetByText("You have blocked nobody.")).ToBeVisibleAsync();

        await karl.Messages.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await ines.BackInChatAsync();
        await ines.OpenAsync(karl);
        await ines.SeesAsync("are you there?");
        ines.Complaints.ShouldBeEmpty();
    }
}
