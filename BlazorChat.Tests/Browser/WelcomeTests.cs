using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>The first time in the chat.</summary>
[Collection(BrowserCollection.Name), Trait("Category", "Long")]
public class WelcomeTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Who_comes_for_the_first_time_is_shown_three_steps_in_French_and_no_more_afterwards()
    {
        await using var rose = await ChatUser.NobodyAsync(fixture, "Rose Rime", first: true);
        await rose.Page.GotoAsync("/register");
        await rose.FillRegistrationAsync();
        await rose.SaveRecoveryCodeAsync();
        var steps = rose.Page.GetByRole(AriaRole.Dialog);
        await Expect(steps).ToContainTextAsync("1 of 3");
        await rose.IsAccessibleAsync();
        await rose.ShotAsync("welcome");
        await rose.Page.GotoAsync("/settings");
        await rose.Page.GetByRole(AriaRole.Button, new() { Name = "Français" }).First.ClickAsync();
        await rose.Page.GotoAsync("/chat");
        await Expect(steps).ToContainTextAsync("1 sur 3");
        await rose.Page.GetByRole(AriaRole.Button, new() { Name = "Suivant" }).ClickAsync();
        await Expect(rose.Page.GetByRole(AriaRole.Heading, new() { Name = "Gardez votre code de récupération" })).ToBeFocusedAsync();
        await rose.Page.Keyboard.PressAsync("Escape");
        await Expect(steps).ToBeHiddenAsync();
        await rose.Page.ReloadAsync();
        await rose.Page.Locator(".bc-shell").WaitForAsync();
        await Expect(steps).ToBeHiddenAsync();
        await rose.Page.Locator(".bc-me summary").ClickAsync();
        await rose.Page.GetByRole(AriaRole.Button, new() { Name = "Premiers pas" }).ClickAsync();
        await Expect(steps).ToContainTextAsync("1 sur 3");
    }
}
