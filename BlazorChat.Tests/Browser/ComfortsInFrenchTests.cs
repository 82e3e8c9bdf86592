using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>The comforts that other tests use in English, used in French. Emoji, saved logs, clearing, names and the first steps have French tests of their own.</summary>
[Collection(BrowserCollection.Name), Trait("Category", "Long")]
public class ComfortsInFrenchTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Appearance_own_window_shortcuts_help_and_about()
    {
        var lise = await fixture.FrenchAsync();
        var page = lise.Page;
        await page.GotoAsync("/settings");
        foreach (var choice in new[] { "Nuit", "Times", "Bulles", "12 heures", "Petite, 600 × 500" })
            await lise.PickAsync(choice);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "night");
        await Expect(page.Locator("chat-sample")).ToHaveAttributeAsync("density", "bubbles");
        await Expect(page.Locator("chat-sample time").First).ToHaveTextAsync("04:05 PM");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rétablir la présentation d’origine" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Annuler", Exact = true }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "night");
        await lise.IsAccessibleAsync();

        await page.GotoAsync("/chat");
        await page.GetByRole(AriaRole.Searchbox).FocusAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Personnes en ligne" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+/");
        var sheet = page.GetByRole(AriaRole.Dialog, new() { Name = "Raccourcis clavier" });
        await Expect(sheet.GetByText("Aller à la ligne")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+/");
        await Expect(sheet).ToBeHiddenAsync();

        var menu = page.Locator(".bc-me summary");
        await menu.ClickAsync();
        var window = await page.RunAndWaitForPopupAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Ouvrir dans sa propre fenêtre" }).ClickAsync());
        await window.Locator(".bc-shell").WaitForAsync();
        (await window.EvaluateAsync<int[]>("[innerWidth, innerHeight]")).ShouldBe([600, 500]);
        await window.Locator(".bc-me summary").ClickAsync();
        await Expect(window.GetByRole(AriaRole.Button, new() { Name = "Revenir à la taille choisie" })).ToBeVisibleAsync();
        await window.CloseAsync();

        foreach (var (path, heading) in new[] { ("/help", "Aide"), ("/about", "À propos de BlazorChat") })
        {
            await page.GotoAsync(path);
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Level = 1 })).ToBeVisibleAsync();
            await lise.IsAccessibleAsync();
        }
        lise.Complaints.ShouldBeEmpty();
        await page.EvaluateAsync("() => localStorage.removeItem('bc-preferences')");
    }

    [Theory]
    [InlineData(ForcedColors.Active, Contrast.NoPreference)]
    [InlineData(ForcedColors.None, Contrast.More)]
    public async Task Who_needs_more_contrast_sees_what_is_chosen_and_every_edge(ForcedColors colours, Contrast contrast)
    {
        var somebody = await (await fixture.SomebodyAsync()).BackInChatAsync();
        var page = somebody.Page;
        await page.EmulateMediaAsync(new() { ForcedColors = colours, Contrast = contrast });
        await page.GotoAsync("/settings");
        await somebody.IsAccessibleAsync();
        await somebody.ShotAsync($"settings-{(contrast is Contrast.More ? "more-contrast" : "forced-colours")}");
        var (chosen, other) = (await EdgeAsync(page, ":has(:checked)"), await EdgeAsync(page, ":not(:has(:checked))"));
        chosen.ShouldNotBe(other, "the chosen theme differs by its edge, whatever the colours");
        // Grey text is as dark as all other where contrast is asked for.
        if (contrast is Contrast.More)
            (await page.EvaluateAsync<bool>("getComputedStyle(document.querySelector('.bc-muted')).color === getComputedStyle(document.body).color")).ShouldBeTrue();
        await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.None, Contrast = Contrast.NoPreference });
        await somebody.BackInChatAsync();
    }

    private static Task<string> EdgeAsync(IPage page, string which) => page.EvaluateAsync<string>(
        "which => { const style = getComputedStyle(document.querySelector(`chat-choice[name=theme] .bc-choice${which}`)); return [style.borderTopColor, style.outlineStyle, style.boxShadow].join(); }", which);
}
