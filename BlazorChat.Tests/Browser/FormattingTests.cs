using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

[Collection(RoomBrowserCollection.Name), Trait("Category", "Long")]
public partial class FormattingTests(BrowserFixture fixture)
{
    private const string Text = """
        **Plan** for *today*, see [bank.example](https://evil.example/x)

        - first `a_b`
        - second

        > said before

        ```ts
        const line = "<b>no markup</b> and a line that is much longer than any screen of a phone or of a desk, to see that it scrolls in its own box";
        ```
        <b>no markup</b>
        """;

    [Fact]
    public async Task Formatting_is_seen_as_written_with_keys_alone_and_nothing_becomes_markup()
    {
        var (anna, berta, _) = await fixture.ThreeAsync();
        await anna.OpenAsync(berta);
        await berta.OpenAsync(anna);
        await anna.Composer.FillAsync(Text);
        await anna.Page.Keyboard.PressAsync("Enter");

        var row = berta.Page.Locator("chat-timeline [data-id]").Filter(new() { HasText = "said before" }).Last;
        await Expect(row.Locator("strong")).ToHaveTextAsync("Plan");
        await Expect(row.Locator("em")).ToHaveTextAsync("today");
        await Expect(row.Locator("li")).ToHaveCountAsync(2);
        await Expect(row.Locator("blockquote")).ToHaveTextAsync("said before");
        await Expect(row.Locator("a")).ToHaveAttributeAsync("href", "https://evil.example/x");
        await Expect(row.Locator("a + .host")).ToHaveTextAsync("(evil.example)");
        await Expect(row.Locator("b")).ToHaveCountAsync(0);
        (await row.Locator("pre").EvaluateAsync<bool>("pre => pre.scrollWidth > pre.clientWidth")).ShouldBeTrue("code scrolls in itself");
        await SeenAsync(berta, "formatting", ColorScheme.Light);
        await SeenAsync(berta, "formatting", ColorScheme.Dark);
        await berta.Page.SetViewportSizeAsync(390, 844);
        await SeenAsync(berta, "formatting-phone", ColorScheme.Light);
        await berta.Page.SetViewportSizeAsync(1280, 800);

        await anna.Composer.PressSequentiallyAsync("word");
        await anna.Page.Keyboard.PressAsync("Control+a");
        await anna.Page.Keyboard.PressAsync("Control+b");
        await Expect(anna.Composer).ToHaveValueAsync("**word**");
        await anna.Page.Keyboard.PressAsync("Control+z");
        await Expect(anna.Composer).ToHaveValueAsync("word");
        await anna.Composer.FillAsync("");
    }

    [Fact]
    public async Task Somebody_named_by_keys_is_highlighted_and_hears_of_it_in_either_language()
    {
        var (anna, berta, _) = await fixture.ThreeAsync();
        await anna.OpenAsync(berta);
        await berta.OpenAsync(anna);
        await berta.Page.EvaluateAsync("() => document.documentElement.lang = 'fr'");

        await anna.Composer.PressSequentiallyAsync($"for @{berta.DisplayName[..3]}");
        await Expect(anna.Page.GetByRole(AriaRole.Option, new() { Name = berta.DisplayName })).ToHaveAttributeAsync("aria-selected", "true");
        await SeenAsync(anna, "mention-offer", ColorScheme.Light);
        await anna.Page.Keyboard.PressAsync("Tab");
        await Expect(anna.Composer).ToHaveValueAsync($"for @{berta.DisplayName} ");
        await anna.Page.Keyboard.PressAsync("Enter");

        await Expect(anna.Page.Locator("chat-timeline .mention").Last).ToHaveTextAsync($"@{berta.DisplayName}");
        var row = berta.Page.Locator("chat-timeline .names-me").Last;
        await Expect(row.Locator(".mention.me")).ToHaveTextAsync($"@{berta.DisplayName}");
        await Expect(row).ToHaveAccessibleNameAsync(NamesYou());
        await SeenAsync(berta, "mention-fr", ColorScheme.Dark);
        await berta.Page.EvaluateAsync("() => document.documentElement.lang = 'en'");
    }

    [GeneratedRegex("vous nomme", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex NamesYou();

    private static async Task SeenAsync(ChatUser user, string name, ColorScheme scheme)
    {
        await user.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await user.IsAccessibleAsync();
        await user.ShotAsync($"{name}-{scheme}");
        (await user.FitsAsync()).ShouldBeTrue($"{name} is too wide");
    }
}
