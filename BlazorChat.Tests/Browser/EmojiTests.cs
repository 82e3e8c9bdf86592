using System.Collections.Concurrent;
using System.Text;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

[Collection(ConversationBrowserCollection.Name), Trait("Category", "Long")]
public class EmojiTests(BrowserFixture fixture)
{
    private static readonly string[] Said = ["otter", "zebr", "🦦", "🦓", "🙂"];
    private const string FrenchWords = "() => document.documentElement.lang = 'fr'";

    [Fact]
    public async Task Emoji_are_searched_picked_and_typed_and_no_frame_or_request_says_which()
    {
        var (anna, berta, _) = await fixture.ThreeAsync();
        var traffic = new ConcurrentQueue<byte[]>();
        Record(anna.Page, traffic);
        await anna.Page.ReloadAsync();
        await anna.OpenAsync(berta);

        await anna.Page.GetByRole(AriaRole.Button, new() { Name = "Emoji", Exact = true }).ClickAsync();
        var search = anna.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search emoji" });
        await Expect(search).ToBeFocusedAsync();
        await SeenAsync(anna, "emoji", ColorScheme.Light);
        await SeenAsync(anna, "emoji", ColorScheme.Dark);
        await search.PressSequentiallyAsync("otter");
        await Expect(anna.Page.GetByRole(AriaRole.Gridcell)).ToHaveCountAsync(1);
        await anna.Page.GetByRole(AriaRole.Gridcell, new() { Name = "otter" }).ClickAsync();
        await Expect(anna.Composer).ToHaveValueAsync("🦦");
        await Expect(anna.Composer).ToBeFocusedAsync();

        await anna.Page.Keyboard.TypeAsync(" :) ");
        await Expect(anna.Composer).ToHaveValueAsync("🦦 🙂 ");
        await anna.Page.Keyboard.PressAsync("Backspace");
        await Expect(anna.Composer).ToHaveValueAsync("🦦 :) ");
        await anna.Page.Keyboard.TypeAsync(":zebr");
        await Expect(anna.Page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await SeenAsync(anna, "emoji-names", ColorScheme.Light);
        await anna.Page.Keyboard.PressAsync("Enter");
        await Expect(anna.Composer).ToHaveValueAsync("🦦 :) 🦓 ");
        // What was put in is a step of the browser's own undo.
        await anna.Page.Keyboard.PressAsync("Control+z");
        await Expect(anna.Composer).ToHaveValueAsync("🦦 :) :zebr");

        traffic.Count.ShouldBeGreaterThan(5);
        traffic.ShouldContain(piece => Encoding.UTF8.GetString(piece).Contains("emoji-en.json"), "the recording hears requests");
        foreach (var needle in Said.SelectMany(text => new[] { Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text) }))
            traffic.Count(piece => piece.AsSpan().IndexOf(needle) >= 0).ShouldBe(0);
        await anna.Composer.FillAsync("");
    }

    [Fact]
    public async Task In_French_French_words_find_on_a_phone_and_the_picker_opens_within_100_ms()
    {
        var (anna, berta, _) = await fixture.ThreeAsync();
        await anna.OpenAsync(berta);
        await anna.Page.SetViewportSizeAsync(390, 844);
        await anna.Page.EvaluateAsync(FrenchWords);
        var button = anna.Page.Locator("chat-composer button.emoji");
        await button.ClickAsync();
        await anna.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Chercher un émoji" }).FillAsync("herisson");
        await Expect(anna.Page.GetByRole(AriaRole.Gridcell, new() { Name = "hérisson" })).ToBeVisibleAsync();
        await Expect(anna.Composer).ToBeInViewportAsync();
        await SeenAsync(anna, "emoji-found-phone-fr", ColorScheme.Light);
        await anna.Page.Keyboard.PressAsync("Control+a");
        await anna.Page.Keyboard.PressAsync("Delete");
        await anna.Page.EvaluateAsync("() => document.documentElement.dir = 'rtl'");
        await SeenAsync(anna, "emoji-phone-rtl", ColorScheme.Dark);
        await anna.Page.Keyboard.PressAsync("Escape");
        await Expect(anna.Composer).ToBeFocusedAsync();

        // From the click to the frame after the one with the emoji in it; the best of some, as the machine has other things to do.
        var opening = await anna.Page.EvaluateAsync<double>("""
            async () => {
                const button = document.querySelector('chat-composer').shadowRoot.querySelector('button.emoji');
                const frame = () => new Promise((done) => requestAnimationFrame(() => done()));
                let best = Infinity;
                for (let i = 0; i < 5; i++) {
                    await frame();
                    const from = performance.now();
                    button.click();
                    while (!document.querySelector('chat-emoji-picker').shadowRoot.querySelector('[role=gridcell]')) await frame();
                    await frame();
                    best = Math.min(best, performance.now() - from);
                    button.click();
                }
                return best;
            }
            """);
        opening.ShouldBeLessThan(100);
        await anna.Page.SetViewportSizeAsync(1280, 800);
    }

    private static async Task SeenAsync(ChatUser user, string name, ColorScheme scheme)
    {
        await user.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await user.IsAccessibleAsync();
        await user.ShotAsync($"{name}-{scheme}");
        (await user.FitsAsync()).ShouldBeTrue($"{name} is too wide");
    }

    private static void Record(IPage page, ConcurrentQueue<byte[]> traffic)
    {
        page.WebSocket += (_, socket) => socket.FrameSent += (_, frame) => traffic.Enqueue(frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? ""));
        page.Request += (_, request) => traffic.Enqueue([.. Encoding.UTF8.GetBytes(request.Url), .. request.PostDataBuffer ?? []]);
    }
}
