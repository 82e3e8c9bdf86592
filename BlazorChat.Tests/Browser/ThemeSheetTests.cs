using BlazorChat.Web.Features.Preferences;
using Microsoft.AspNetCore.Localization;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>
/// Every theme on the chat, the settings and the sign-in page, on a desktop and a phone, in English and French: axe finds nothing, nothing is
/// too wide, and the twelve pictures of a theme are one sheet, sheets/theme-*.png beside the screenshots.
/// </summary>
[Collection(BrowserCollection.Name), Trait("Category", "Long")]
public class ThemeSheetTests(BrowserFixture fixture)
{
    private static readonly (int Width, int Height)[] Screens = [(1280, 800), (390, 844)];

    [Fact]
    public async Task Every_theme_on_a_sheet()
    {
        var (ida, jan, _) = await fixture.ThreeAsync();
        await ida.BackInChatAsync();
        await jan.BackInChatAsync();
        await ida.OpenAsync(jan);
        await jan.OpenAsync(ida);
        await ida.SendAsync("Did the new certificates arrive?");
        await jan.SeesAsync("Did the new certificates arrive?");
        await jan.SendAsync("All three. مرحبا بكم");
        await ida.SeesAsync("All three. مرحبا بكم");
        await using var nobody = await ChatUser.NobodyAsync(fixture, "Nobody");
        var chat = new Uri(ida.Page.Url).AbsolutePath;
        (ChatUser User, string Path, string Ready)[] pages = [(ida, chat, "chat-composer"), (ida, "/settings", "chat-sample"), (nobody, "/login", "main form")];
        foreach (var theme in ThemePicker.Themes.Where(theme => theme != "system"))
        {
            var shots = new List<byte[]>();
            foreach (var language in SetLanguage.Languages.Select(language => language.Tag))
                foreach (var (user, path, ready) in pages)
                {
                    await user.Context.AddCookiesAsync([new() { Name = CookieRequestCultureProvider.DefaultCookieName, Value = $"c={language}|uic={language}", Url = fixture.Host.Address.ToString() }]);
                    await user.Page.GotoAsync(path);
                    await user.Page.EvaluateAsync("theme => blazorChatPreferences.choose('theme', theme)", theme);
                    await Expect(user.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
                    await Expect(user.Page.Locator(ready).First).ToBeVisibleAsync();
                    if (path == chat)
                        await Expect(user.Page.Locator("chat-timeline").GetByText("All three.")).ToBeVisibleAsync();
                    foreach (var (width, height) in Screens)
                    {
                        await user.Page.SetViewportSizeAsync(width, height);
                        await user.IsAccessibleAsync();
                        (await user.FitsAsync()).ShouldBeTrue($"{path} is too wide at {width} in {theme}, {language}");
                        shots.Add(await user.Page.ScreenshotAsync());
                    }
                }
            await SheetAsync($"theme-{theme}", shots);
        }
        await ida.Page.SetViewportSizeAsync(1280, 800);
        await ida.Page.EvaluateAsync("() => blazorChatPreferences.choose('theme', 'system')");
        await ida.Context.ClearCookiesAsync(new() { Name = CookieRequestCultureProvider.DefaultCookieName });
        await ida.BackInChatAsync();
    }

    /// <summary>One picture of all, six in a row.</summary>
    private async Task SheetAsync(string name, IReadOnlyCollection<byte[]> shots)
    {
        var page = await fixture.Browser.NewPageAsync(new() { ViewportSize = new() { Width = 2400, Height = 800 } });
        var pictures = shots.Select(shot => $"<img style='height:392px;margin:3px' src='data:image/png;base64,{Convert.ToBase64String(shot)}'>");
        await page.SetContentAsync($"<body style='margin:0;background:#888;display:flex;flex-wrap:wrap'>{string.Concat(pictures)}");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Support.Repository.Folder("test-output"), "sheets", $"{name}.png"), FullPage = true });
        await page.CloseAsync();
    }
}
