using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>Messages that are edited, deleted and answered, on both sides and after a reload.</summary>
[Collection(RoomBrowserCollection.Name)]
public class EditsTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Messages_are_edited_answered_and_deleted_for_both()
    {
        var (ida, max) = await fixture.StrangersAsync();
        await ida.OpenAsync(max);
        await ida.SendAsync("See you at noon");
        await max.OpenAsync(ida);
        await max.SeesAsync("See you at noon");

        await ida.Composer.PressAsync("ArrowUp");
        await Expect(ida.Composer).ToHaveValueAsync("See you at noon");
        await ida.Composer.FillAsync("See you at one");
        await ida.Page.Keyboard.PressAsync("Enter");
        foreach (var user in new[] { ida, max })
        {
            await user.SeesAsync("See you at one");
            await user.SeesAsync("(edited)");
            await Expect(user.Messages.GetByText("See you at noon")).ToHaveCountAsync(0);
        }

        await UseAsync(max, "See you at one", "Reply");
        await Expect(max.Page.GetByText($"Reply to {ida.DisplayName}")).ToBeVisibleAsync();
        await Expect(max.Composer).ToBeFocusedAsync();
        await max.IsAccessibleAsync();
        await max.ShotAsync("chat-reply");
        await max.SendAsync("Fine with me");
        await ida.SeesAsync("Fine with me");
        var quote = RowOf(ida, "Fine with me").GetByRole(AriaRole.Button, new() { NameRegex = new($"^{ida.DisplayName} See you at one") });
        await quote.ClickAsync();
        await Expect(ida.Messages.GetByRole(AriaRole.Article).First).ToBeFocusedAsync();

        await UseAsync(ida, "See you at one", "Delete", first: true);
        var dialog = ida.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete this message?" });
        await ida.IsAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(ida.Messages.GetByText("See you at one").First).ToBeVisibleAsync();
        await UseAsync(ida, "See you at one", "Delete", first: true);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete for everyone" }).ClickAsync();
        foreach (var user in new[] { ida, max })
            await IsGoneAsync(user);
        await max.Page.ReloadAsync();
        await ida.Page.ReloadAsync();
        foreach (var user in new[] { ida, max })
            await IsGoneAsync(user);
        await max.IsAccessibleAsync();
        ida.Complaints.ShouldBeEmpty();
        max.Complaints.ShouldBeEmpty();

        static async Task IsGoneAsync(ChatUser user)
        {
            await user.SeesAsync("Message deleted");
            await user.SeesAsync("A message that was deleted");
            await Expect(user.Messages.GetByText("See you at one")).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task The_keyboard_alone_does_it_all_and_a_draft_survives()
    {
        var (kai, other) = await fixture.StrangersAsync();
        var (page, keys) = (kai.Page, kai.Page.Keyboard);
        await kai.OpenAsync(other);
        await kai.SendAsync("one");
        await kai.SendAsync("two");
        await Expect(kai.Messages.GetByRole(AriaRole.Article).Last).ToHaveAttributeAsync("data-state", "sent");
        await kai.Composer.FillAsync("a draft");

        await kai.Messages.GetByRole(AriaRole.Article).Last.FocusAsync();
        await keys.PressAsync("ArrowUp");
        await Expect(RowOf(kai, "one")).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await Expect(RowOf(kai, "one").GetByRole(AriaRole.Button, new() { Name = "Reply" })).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Expect(kai.Composer).ToBeFocusedAsync();
        await Expect(kai.Composer).ToHaveValueAsync("one");
        await keys.PressAsync("End");
        await keys.TypeAsync(", changed");
        await keys.PressAsync("Enter");
        await kai.SeesAsync("one, changed");
        await Expect(kai.Composer).ToHaveValueAsync("a draft");
        await kai.Composer.FillAsync("");
        await keys.PressAsync("ArrowUp");
        await Expect(kai.Composer).ToHaveValueAsync("two");
        await keys.PressAsync("Escape");
        await Expect(kai.Composer).ToHaveValueAsync("");
        await Expect(page.GetByText("Edit your message")).ToHaveCountAsync(0);
        kai.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_speaks_French()
    {
        var lou = await fixture.FrenchAsync();
        var tom = await fixture.SomebodyAsync();
        var page = lou.Page;
        await tom.OpenAsync(lou);
        await tom.SendAsync("Shall we go?");
        await page.GetByRole(AriaRole.Link, new() { Name = tom.DisplayName }).First.ClickAsync();
        await lou.SeesAsync("Shall we go?");

        await UseAsync(lou, "Shall we go?", "Répondre");
        await Expect(page.GetByText($"Réponse à {tom.DisplayName}")).ToBeVisibleAsync();
        await lou.Composer.FillAsync("Avec plaisir");
        await page.Keyboard.PressAsync("Enter");
        await tom.SeesAsync("Avec plaisir");
        await lou.Composer.PressAsync("ArrowUp");
        await Expect(page.GetByText("Modifier votre message")).ToBeVisibleAsync();
        await lou.Composer.FillAsync("Avec grand plaisir");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enregistrer" }).ClickAsync();
        await tom.SeesAsync("Avec grand plaisir");
        await lou.SeesAsync("(modifié)");
        await lou.ShotAsync("chat-edited-fr");

        await UseAsync(lou, "Avec grand plaisir", "Supprimer");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { NameRegex = new("^Supprimer ce message") });
        await lou.ShotAsync("chat-delete-fr");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Supprimer pour tous" }).ClickAsync();
        await lou.SeesAsync("Message supprimé");
        await tom.SeesAsync("Message deleted");
        await page.ReloadAsync();
        await lou.SeesAsync("Message supprimé");
        await lou.IsAccessibleAsync();
        lou.Complaints.ShouldBeEmpty();
    }

    private static ILocator RowOf(ChatUser user, string text) => user.Messages.GetByRole(AriaRole.Article).Filter(new() { HasText = text });

    /// <summary>One of the buttons of a message that is pointed at.</summary>
    /// <param name="user">Who points.</param>
    /// <param name="text">Of the message.</param>
    /// <param name="button">Its name.</param>
    /// <param name="first">Of the messages that show this text: an answer shows it too.</param>
    private static async Task UseAsync(ChatUser user, string text, string button, bool first = false)
    {
        var row = first ? RowOf(user, text).First : RowOf(user, text);
        await row.HoverAsync();
        await row.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
    }
}
