using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>What somebody chooses for how the chat looks, in a browser.</summary>
[Collection(BrowserCollection.Name), Trait("Category", "Long")]
public class SettingsTests(BrowserFixture fixture)
{
    private const string Background = "getComputedStyle(document.body).backgroundColor";

    private static readonly int[] Widths = [1280, 390];

    [Fact]
    public async Task The_first_frame_of_the_chat_has_the_theme_and_the_letters_that_were_chosen()
    {
        await using var olga = await ChatUser.RegisterAsync(fixture, "Olga Ott");
        await olga.Page.GotoAsync("/settings");
        await PickAsync(olga, "Hacker", "Times", "Largest");
        await Expect(olga.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "hacker");

        // Without the page's own scripts it stays as it was first painted.
        await olga.Page.RouteAsync(new Regex(@"/dist/(app|blazor\.web)\.(\w+\.)?js$"), route => route.AbortAsync());
        await olga.Page.GotoAsync("/chat", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await olga.Page.WaitForFunctionAsync("() => performance.getEntriesByName('first-paint').length === 1");
        await olga.Page.EvaluateAsync("() => document.fonts.ready");
        (await olga.Page.EvaluateAsync<string>(Background)).ShouldBe("rgb(5, 8, 5)");
        (await olga.Page.EvaluateAsync<string>("getComputedStyle(document.body).fontSize")).ShouldBe("22px");
        (await olga.Page.EvaluateAsync<bool>("[...document.fonts].some(face => face.family.replaceAll('\"', '') === 'Tinos' && face.status === 'loaded')")).ShouldBeTrue();
        await olga.ShotAsync("first-frame");

        // Nothing was painted before: who looks at every frame from the first never saw another ground.
        await olga.Page.UnrouteAllAsync();
        await olga.Page.AddInitScriptAsync("""
            window.grounds = new Set();
            const look = () => { if (document.body) window.grounds.add(getComputedStyle(document.body).backgroundColor); requestAnimationFrame(look); };
            requestAnimationFrame(look);
            """);
        await olga.Page.GotoAsync("/chat");
        await olga.Page.Locator(".bc-shell").WaitForAsync();
        (await olga.Page.EvaluateAsync<string[]>("[...window.grounds]")).ShouldBe(["rgb(5, 8, 5)"]);
    }

    [Fact]
    public async Task What_is_chosen_shows_at_once_and_the_default_layout_comes_back_and_goes_again()
    {
        var somebody = await (await fixture.SomebodyAsync()).BackInChatAsync();
        var page = somebody.Page;
        await page.GetByLabel("Your menu").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Settings", Level = 1 })).ToBeVisibleAsync();
        await PickAsync(somebody, "Pink", "Helvetica", "Bubbles", "24 hours");
        (await page.EvaluateAsync<string>(Background)).ShouldBe("rgb(255, 243, 247)");
        await Expect(page.Locator("chat-sample")).ToHaveAttributeAsync("density", "bubbles");
        await Expect(page.Locator("chat-sample time").First).ToHaveTextAsync("16:05");
        await somebody.IsAccessibleAsync();
        await somebody.ShotAsync("settings-pink");

        await page.GetByRole(AriaRole.Button, new() { Name = "Revert to default layout" }).ClickAsync();
        (await page.EvaluateAsync<string>(Background)).ShouldBe("rgb(247, 248, 250)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        (await page.EvaluateAsync<string>(Background)).ShouldBe("rgb(255, 243, 247)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revert to default layout" }).ClickAsync();
        await somebody.BackInChatAsync();
    }

    [Fact]
    public async Task What_is_rubbish_in_storage_gives_the_defaults_and_a_word_in_French()
    {
        var remy = await fixture.FrenchAsync();
        await remy.Page.GotoAsync("/settings");
        await Expect(remy.Page.GetByRole(AriaRole.Heading, new() { Name = "Réglages", Level = 1 })).ToBeVisibleAsync();
        await remy.Page.EvaluateAsync("""() => localStorage.setItem('bc-preferences', '{"theme":"url(javascript:alert(1))","accent":"<script>","size":{}}')""");
        await remy.Page.ReloadAsync();
        await Expect(remy.Page.GetByText("Certains de vos réglages sont illisibles.")).ToBeVisibleAsync();
        await Expect(remy.Page.GetByRole(AriaRole.Radio, new() { Name = "Comme le système" })).ToBeCheckedAsync();
        await remy.Page.GotoAsync("/chat");
        await Expect(remy.Page.GetByPlaceholder("Trouver…")).ToBeVisibleAsync();
        remy.Complaints.ShouldBeEmpty();
        await remy.Page.EvaluateAsync("() => localStorage.removeItem('bc-preferences')");
    }

    [Fact]
    public async Task Emoticons_stay_as_typed_for_who_wants_that()
    {
        var somebody = await (await fixture.SomebodyAsync()).BackInChatAsync();
        await somebody.Page.GotoAsync("/settings");
        await PickAsync(somebody, "Stay as typed");
        await somebody.ShotAsync("settings-writing", whole: true);
        await somebody.Page.GotoAsync("/chat");
        await somebody.OpenAsync(fixture.Admin);
        await somebody.Composer.PressSequentiallyAsync("so :-) it goes");
        await Expect(somebody.Composer).ToHaveValueAsync("so :-) it goes");

        await somebody.Page.GotoAsync("/settings");
        await PickAsync(somebody, "Become emoji");
        await somebody.Page.GotoAsync("/chat");
        await somebody.OpenAsync(fixture.Admin);
        await somebody.Composer.FillAsync("");
        await somebody.Composer.PressSequentiallyAsync("so :-) it goes");
        await Expect(somebody.Composer).ToHaveValueAsync("so 🙂 it goes");
        await somebody.Composer.FillAsync("");
    }

    [Fact]
    public async Task Letters_that_do_not_come_leave_the_text_there()
    {
        var somebody = await (await fixture.SomebodyAsync()).BackInChatAsync();
        await somebody.Page.GotoAsync("/settings");
        await PickAsync(somebody, "Times");
        await somebody.Page.RouteAsync("**/dist/fonts/**", route => route.AbortAsync());
        await somebody.Page.GotoAsync("/chat");
        await somebody.Page.Locator(".bc-shell").WaitForAsync();
        await somebody.Page.WaitForFunctionAsync("() => [...document.fonts].some(face => face.status === 'error')");
        // A text that waits for its font has its place, but the fallback is what is drawn: the face is no more looked for.
        (await somebody.Page.EvaluateAsync<bool>("[...document.fonts].some(face => face.status === 'loading')")).ShouldBeFalse();
        await somebody.IsAccessibleAsync();
        await somebody.ShotAsync("no-fonts");
        await somebody.Page.UnrouteAllAsync();
        await somebody.Page.EvaluateAsync("() => blazorChatPreferences.choose('font', 'default')");
        await somebody.BackInChatAsync();
    }

    [Fact]
    public async Task From_right_to_left_nothing_is_out_of_sight()
    {
        var (one, other, _) = await fixture.ThreeAsync();
        await other.BackInChatAsync();
        await one.BackInChatAsync();
        await one.OpenAsync(other);
        var chat = new Uri(one.Page.Url).AbsolutePath;
        string[] paths = [chat, "/settings", "/about"];
        foreach (var path in paths)
        {
            await one.Page.GotoAsync(path);
            await one.Page.Locator("h1").First.WaitForAsync();
            await one.Page.EvaluateAsync("() => { document.documentElement.dir = 'rtl'; }");
            foreach (var width in Widths)
            {
                await one.Page.SetViewportSizeAsync(width, 800);
                (await one.FitsAsync()).ShouldBeTrue($"{path} at {width}");
                await one.ShotAsync($"rtl-{path.Split('/')[1]}-{width}");
            }
            await one.IsAccessibleAsync();
        }
        await one.Page.SetViewportSizeAsync(1280, 800);
        // The list lies on the side where one begins to read.
        await one.Page.GotoAsync(chat);
        await one.Page.Locator(".bc-shell").WaitForAsync();
        await one.Page.EvaluateAsync("() => { document.documentElement.dir = 'rtl'; }");
        (await one.Page.EvaluateAsync<bool>("document.querySelector('.bc-list').getBoundingClientRect().right === innerWidth")).ShouldBeTrue();
        await one.BackInChatAsync();
    }

    private static async Task PickAsync(ChatUser user, params string[] names)
    {
        foreach (var name in names)
            await user.PickAsync(name);
    }
}
