using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>Clearing the history in real browsers: of one device, of all, back again, and never for anybody else.</summary>
[Collection(ConversationBrowserCollection.Name), Trait("Category", "Long")]
public class ClearHistoryBrowserTests(BrowserFixture fixture)
{
    private const string Here = "On this device only";
    private const string Everywhere = "For me, on all my devices";

    [Fact]
    public async Task A_history_is_cleared_on_one_device_or_on_all_undone_and_never_for_the_other_one()
    {
        await using var gwen = await ChatUser.RegisterAsync(fixture, "Gwen Gray");
        var other = await fixture.SomebodyAsync();
        await gwen.OpenAsync(other);
        await gwen.SendAsync("what I said");
        await other.OpenAsync(gwen);
        await other.SeesAsync("what I said");
        await other.SendAsync("what I heard");
        await gwen.SeesAsync("what I heard");
        await using var laptop = await OnAnotherDeviceAsync(gwen);
        await laptop.OpenAsync(other);
        await laptop.SeesAsync("what I heard");

        await gwen.Composer.FillAsync("half a thought");
        await ClearAsync(gwen, Here, dialog => gwen.LooksRightAsync("clear-history"));
        await IsClearedAsync(gwen, "on this device");
        await gwen.IsAccessibleAsync();
        await gwen.ShotAsync("clear-history-undo");
        await Expect(gwen.Composer).ToHaveValueAsync("half a thought");
        await laptop.SeesAsync("what I heard");
        await gwen.Page.ReloadAsync();
        await IsClearedAsync(gwen, "on this device");
        await gwen.ShotAsync("clear-history-empty");

        // The other way round, and back before ten seconds are over: on both, without loading anything.
        await ClearAsync(laptop, Everywhere);
        await IsClearedAsync(laptop, "up to");
        await laptop.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(laptop.Page.GetByText("The history is back.")).ToBeVisibleAsync();
        await laptop.SeesAsync("what I said");
        await IsClearedAsync(gwen, "on this device");

        await ClearAsync(laptop, Everywhere);
        await IsClearedAsync(laptop, "up to");
        await IsClearedAsync(gwen, "cleared");
        await other.SendAsync("written afterwards");
        foreach (var device in new[] { gwen, laptop })
        {
            await device.SeesAsync("written afterwards");
            await device.Page.ReloadAsync();
            await device.SeesAsync("written afterwards");
            await Expect(device.Messages.GetByText("what I heard")).ToHaveCountAsync(0);
        }
        await other.Page.ReloadAsync();
        await other.SeesAsync("what I said");
        await other.SeesAsync("what I heard");
        new[] { gwen, laptop }.ShouldAllBe(device => device.Complaints.Count == 0);
    }

    [Fact]
    public async Task In_French_all_conversations_are_cleared_from_the_settings_and_undone_by_keyboard()
    {
        var fleur = await fixture.SomebodyAsync();
        await fleur.OpenAsync(fixture.Admin);
        await fleur.SendAsync("avant");
        await fleur.SeesAsync("avant");
        await fleur.Context.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = "c=fr|uic=fr", Url = fixture.Host.Address.ToString() }]);
        try
        {
            await fleur.Page.SetViewportSizeAsync(390, 780);
            var chat = await fleur.Context.NewPageAsync();
            await chat.GotoAsync(fleur.Page.Url);
            var said = chat.GetByText("avant", new() { Exact = true });
            await Expect(said).ToBeVisibleAsync();

            await fleur.Page.GotoAsync("/settings");
            await fleur.Page.GetByRole(AriaRole.Button, new() { Name = "Effacer l’historique de toutes les conversations…" }).PressAsync("Enter");
            var dialog = fleur.Page.GetByRole(AriaRole.Dialog, new() { Name = "Effacer l’historique de toutes les conversations" });
            await dialog.GetByLabel("Pour moi, sur tous mes appareils").CheckAsync();
            await Expect(dialog.GetByText("Les autres gardent tout.")).ToBeVisibleAsync();
            await fleur.IsAccessibleAsync();
            await fleur.ShotAsync("clear-history-phone-fr");
            (await fleur.FitsAsync()).ShouldBeTrue();
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Effacer", Exact = true }).PressAsync("Enter");
            await Expect(dialog).ToHaveCountAsync(0);
            await Expect(fleur.Page.GetByRole(AriaRole.Status).GetByText("Historique effacé sur tous vos appareils.")).ToBeVisibleAsync();
            await Expect(chat.GetByText("L’historique est effacé")).ToBeVisibleAsync();
            await fleur.IsAccessibleAsync();
            await fleur.ShotAsync("clear-history-undo-phone-fr");

            await fleur.Page.Keyboard.PressAsync("Control+z");
            await Expect(fleur.Page.GetByText("L’historique est rétabli.")).ToBeVisibleAsync();
            await Expect(said).ToBeVisibleAsync();
            await chat.CloseAsync();
            fleur.Complaints.ShouldBeEmpty();
        }
        finally
        {
            await fleur.Context.ClearCookiesAsync(new() { Name = ".AspNetCore.Culture" });
            await fleur.Page.SetViewportSizeAsync(1280, 720);
        }
    }

    [Fact]
    public async Task Without_a_connection_nothing_is_cleared_and_the_dialog_says_so()
    {
        var (one, other, _) = await fixture.ThreeAsync();
        await one.OpenAsync(other);
        await one.SendAsync("stays where it is");
        await one.SeesAsync("stays where it is");
        await one.Page.RouteAsync("**/cleared", route => route.AbortAsync());
        try
        {
            var dialog = await AskAsync(one, Everywhere);
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync();
            await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("The server does not answer.");
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        }
        finally
        {
            await one.Page.UnrouteAllAsync();
        }
        await one.SeesAsync("stays where it is");
        await Expect(one.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToHaveCountAsync(0);
        await Expect(one.Page.GetByLabel("Menu of this conversation")).ToBeFocusedAsync();
    }

    private async Task<ChatUser> OnAnotherDeviceAsync(ChatUser user)
    {
        var again = await ChatUser.NobodyAsync(fixture, user.DisplayName, user.Username);
        await again.SignInAsync();
        await again.Page.GetByLabel("Recovery code", new() { Exact = true }).FillAsync(user.RecoveryCode);
        await again.Page.GetByRole(AriaRole.Button, new() { Name = "Use this code" }).ClickAsync();
        await again.SaveRecoveryCodeAsync();
        return again;
    }

    private static async Task<ILocator> AskAsync(ChatUser user, string where)
    {
        await user.Page.GetByLabel("Menu of this conversation").ClickAsync();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Clear history…" }).ClickAsync();
        var dialog = user.Page.GetByRole(AriaRole.Dialog, new() { Name = "Clear history" });
        await dialog.GetByLabel(where).CheckAsync();
        return dialog;
    }

    private static async Task ClearAsync(ChatUser user, string where, Func<ILocator, Task>? look = null)
    {
        var dialog = await AskAsync(user, where);
        if (look is not null)
            await look(dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeVisibleAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }

    private static async Task IsClearedAsync(ChatUser user, string saying)
    {
        await Expect(user.Messages.GetByRole(AriaRole.Heading, new() { Name = "The history is cleared" })).ToBeVisibleAsync();
        await Expect(user.Messages.GetByText("You cleared the history")).ToContainTextAsync(saying);
        await Expect(user.Messages.GetByText("what I heard")).ToHaveCountAsync(0);
    }
}
