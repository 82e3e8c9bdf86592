using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>The chat in a window of its own, as an installed app, and by keyboard.</summary>
[Collection(BrowserCollection.Name), Trait("Category", "Long")]
public class OwnWindowTests(BrowserFixture fixture)
{
    [Fact]
    public async Task A_click_opens_the_chat_in_a_window_of_the_chosen_size()
    {
        var somebody = await (await fixture.SomebodyAsync()).BackInChatAsync();
        await somebody.Page.GotoAsync("/settings");
        await somebody.PickAsync("Small, 600 × 500");
        await somebody.Page.GotoAsync("/chat");
        await somebody.Page.GetByLabel("Your menu").ClickAsync();
        var window = await somebody.Page.RunAndWaitForPopupAsync(() => somebody.Page.GetByRole(AriaRole.Button, new() { Name = "Open in its own window" }).ClickAsync());
        await window.Locator(".bc-shell").WaitForAsync();
        (await window.EvaluateAsync<int[]>("[innerWidth, innerHeight]")).ShouldBe([600, 500]);
        await window.GetByLabel("Your menu").ClickAsync();
        await Expect(window.GetByRole(AriaRole.Button, new() { Name = "Return to default size" })).ToBeVisibleAsync();
        await window.CloseAsync();
        await somebody.BackInChatAsync();
    }

    [Fact]
    public async Task The_sheet_of_shortcuts_comes_by_keyboard_and_gives_the_focus_back()
    {
        var somebody = await (await fixture.SomebodyAsync()).BackInChatAsync();
        var page = somebody.Page;
        var search = page.GetByRole(AriaRole.Searchbox);
        await search.FocusAsync();
        await page.Keyboard.PressAsync("Control+/");
        var sheet = page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" });
        await Expect(sheet).ToBeVisibleAsync();
        await somebody.IsAccessibleAsync();
        await somebody.ShotAsync("shortcuts");
        await page.Keyboard.PressAsync("Escape");
        await Expect(sheet).ToBeHiddenAsync();
        await Expect(search).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_installed_app_keeps_files_with_a_hash_in_their_name_and_nothing_else()
    {
        await using var piet = await ChatUser.RegisterAsync(fixture, "Piet Pool", options: new() { ServiceWorkers = ServiceWorkerPolicy.Allow });
        var page = piet.Page;
        await page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        await page.ReloadAsync();
        await page.Locator(".bc-shell").WaitForAsync();
        await page.GotoAsync("/pki");
        await page.GotoAsync("/chat");
        await page.Locator(".bc-shell").WaitForAsync();
        var kept = await page.EvaluateAsync<string[]>("""
            async () => {
              const paths = [];
              for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
              return paths;
            }
            """);
        kept.ShouldNotBeEmpty();
        kept.ShouldAllBe(path => System.Text.RegularExpressions.Regex.IsMatch(path, @"^/(dist|css)/[\w.-]+\.[a-z0-9]{10}\.(js|css|woff2|svg)$"));

        var manifest = await page.EvaluateAsync<string[]>("""
            async () => {
              const manifest = await (await fetch(document.querySelector('link[rel=manifest]').href)).json();
              const icons = await Promise.all(manifest.icons.map(async icon => (await fetch(icon.src)).status));
              return [manifest.display, manifest.start_url, ...icons.map(String)];
            }
            """);
        manifest.ShouldBe(["standalone", "/chat", "200", "200", "200", "200"]);
        piet.Complaints.ShouldBeEmpty();
    }
}
