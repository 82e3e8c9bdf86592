using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>
/// Every page in light, dark and at phone width: axe finds nothing, screenshots are kept under test-output/. Each theme and each width is in the
/// ordinary run once, what remains of the matrix in the long one.
/// </summary>
[Collection(BrowserCollection.Name)]
public class LookTests(BrowserFixture fixture)
{
    public static TheoryData<string, ColorScheme, int, string> Looks => new()
    {
        { "light", ColorScheme.Light, 1280, "en-GB" },
        { "phone-dark-fr", ColorScheme.Dark, 390, "fr-FR" },
    };

    public static TheoryData<string, ColorScheme, int, string> FurtherLooks => new()
    {
        { "dark", ColorScheme.Dark, 1280, "en-GB" },
        { "phone", ColorScheme.Light, 390, "en-GB" },
    };

    [Theory, MemberData(nameof(FurtherLooks)), Trait("Category", "Long")]
    public Task Pages_before_signing_in_in_further_looks(string look, ColorScheme scheme, int width, string language) => Pages_before_signing_in(look, scheme, width, language);

    [Theory, MemberData(nameof(FurtherLooks)), Trait("Category", "Long")]
    public Task Enrolment_and_chat_in_further_looks(string look, ColorScheme scheme, int width, string language)
    {
        language.ShouldBe("en-GB", "it names what it clicks");
        return Enrolment_and_chat(look, scheme, width);
    }

    [Theory, MemberData(nameof(Looks))]
    public async Task Pages_before_signing_in(string look, ColorScheme scheme, int width, string language)
    {
        await using var nobody = await ChatUser.NobodyAsync(fixture, "Nobody", options: Options(scheme, width, language));
        foreach (var path in new[] { "login", "register", "blocked?reason=revoked", "insecure", "not-found", "pki" })
        {
            await nobody.Page.GotoAsync("/" + path);
            await nobody.IsAccessibleAsync();
            await nobody.ShotAsync($"{path.Split('?')[0]}-{look}");
            (await nobody.FitsAsync()).ShouldBeTrue($"/{path} is too wide");
        }
        // What is folded away is a part of the page too.
        await nobody.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(part => part.open = true)");
        await nobody.IsAccessibleAsync();
        await nobody.ShotAsync($"pki-open-{look}", whole: true);
        (await nobody.FitsAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("light", ColorScheme.Light, 1280)]
    [InlineData("phone-dark", ColorScheme.Dark, 390)]
    public async Task Enrolment_and_chat(string look, ColorScheme scheme, int width)
    {
        await using var uma = await ChatUser.NobodyAsync(fixture, $"Uma {look}", options: Options(scheme, width, "en-GB"));
        await uma.Page.GotoAsync("/register");
        await uma.FillRegistrationAsync();
        await uma.Page.GetByRole(AriaRole.Region, new() { Name = "Recovery code" }).WaitForAsync(new() { Timeout = 60_000 });
        await uma.IsAccessibleAsync();
        await uma.ShotAsync($"recovery-code-{look}");
        await uma.SaveRecoveryCodeAsync();
        await using var vic = await ChatUser.RegisterAsync(fixture, $"Vic {look} with a name far too long");
        await Expect(uma.Page.GetByRole(AriaRole.Link, new() { Name = vic.DisplayName })).ToBeVisibleAsync();
        await uma.IsAccessibleAsync();
        await uma.ShotAsync($"chat-list-{look}");

        await uma.Page.GotoAsync("/devices");
        await uma.IsAccessibleAsync();
        await uma.ShotAsync($"devices-{look}");
        await uma.Page.GetByRole(AriaRole.Link, new() { Name = "Make a new recovery code" }).ClickAsync();
        await Expect(uma.Page.GetByRole(AriaRole.Button, new() { Name = "Make a new recovery code" })).ToBeVisibleAsync();
        await uma.IsAccessibleAsync();
        await uma.ShotAsync($"new-code-{look}");
        await uma.Page.GotoAsync("/password");
        await uma.IsAccessibleAsync();
        await uma.ShotAsync($"password-{look}");
        await uma.Page.GetByRole(AriaRole.Link, new() { Name = "Go to the chat" }).ClickAsync();
        await uma.OpenAsync(vic);
        await uma.IsAccessibleAsync();
        await uma.ShotAsync($"chat-empty-{look}");
        await vic.OpenAsync(uma);
        foreach (var (who, text) in Dialogue(uma, vic))
        {
            await who.SendAsync(text);
            await (who == uma ? vic : uma).SeesAsync(text.Split('\n')[0]);
        }
        await uma.Composer.FillAsync("A draft that waits here");
        await uma.IsAccessibleAsync();
        await uma.ShotAsync($"chat-{look}");
    }

    [Theory]
    [InlineData("light", ColorScheme.Light, 1280)]
    [InlineData("dark", ColorScheme.Dark, 1280)]
    [InlineData("phone", ColorScheme.Light, 390)]
    [InlineData("phone-dark", ColorScheme.Dark, 390)]
    public async Task Administration(string look, ColorScheme scheme, int width)
    {
        var page = fixture.Admin.Page;
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.SetViewportSizeAsync(width, 800);
        await page.GotoAsync("/admin");
        var row = page.GetByRole(AriaRole.Row, new() { Name = fixture.Admin.DisplayName });
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(row.GetByRole(AriaRole.Button, new() { Name = "Revoke this device" })).ToBeVisibleAsync();

        await fixture.Admin.IsAccessibleAsync();
        await fixture.Admin.ShotAsync($"admin-{look}");
        if (width < 640)
            (await fixture.Admin.FitsAsync()).ShouldBeTrue();
        // Whose device it is stays in sight beside the question.
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke this device" }).ScrollIntoViewIfNeededAsync();
        await Expect(row.GetByRole(AriaRole.Rowheader)).ToBeInViewportAsync();

        await page.SetViewportSizeAsync(1280, 800);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.GotoAsync("/chat");
    }

    [Theory]
    [InlineData("light", ColorScheme.Light, 1280)]
    [InlineData("phone-dark", ColorScheme.Dark, 390)]
    public async Task What_ends_before_long(string look, ColorScheme scheme, int width)
    {
        await using var wim = await ChatUser.RegisterAsync(fixture, $"Wim {look}", options: Options(scheme, width, "en-GB"));
        await EndsSoonAsync(wim, recovery: true, days: 20);
        await wim.Page.GotoAsync("/chat");
        await Expect(wim.Page.GetByText("Your recovery code works until")).ToBeVisibleAsync();
        await wim.IsAccessibleAsync();
        await wim.ShotAsync($"ending-{look}");
        await wim.Page.GotoAsync("/devices");
        await Expect(wim.Page.GetByText("It will not work much longer.")).ToBeVisibleAsync();
        await wim.IsAccessibleAsync();
        await wim.ShotAsync($"devices-ending-{look}");

        await EndsSoonAsync(wim, recovery: false, days: 10);
        await fixture.Admin.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await fixture.Admin.Page.SetViewportSizeAsync(width, 800);
        await fixture.Admin.Page.GotoAsync("/admin");
        await Expect(fixture.Admin.Page.GetByText("Devices that did not renew themselves")).ToBeVisibleAsync();
        await fixture.Admin.IsAccessibleAsync();
        await fixture.Admin.ShotAsync($"admin-ending-{look}");
        await fixture.Admin.Page.SetViewportSizeAsync(1280, 800);
        await fixture.Admin.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await fixture.Admin.Page.GotoAsync("/chat");
    }

    /// <summary>Years in one step: the host's clock is the machine's, so its books are changed instead.</summary>
    private async Task EndsSoonAsync(ChatUser user, bool recovery, int days)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(fixture.Host.Data, "chat.db")}");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = $"""
            UPDATE certificates SET NotAfter = $end WHERE Kid IN (SELECT Kid FROM certified_keys JOIN users ON users.Id = certified_keys.User
            WHERE users.Username = $username AND certified_keys.Device {(recovery ? "=" : "<>")} 'recovery')
            """;
        command.Parameters.AddWithValue("$end", TimeProvider.System.GetUtcNow().AddDays(days).ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$username", user.Username);
        (await command.ExecuteNonQueryAsync()).ShouldBe(2);
    }

    private static IEnumerable<(ChatUser, string)> Dialogue(ChatUser one, ChatUser two) =>
    [
        (one, "Good morning! Did the new certificates arrive on your side?"),
        (two, "Yes, all three. The old ones are off the list since yesterday."),
        (two, "I also moved the backup to the second host"),
        (one, "Then https://example.org/status should be green now. " + string.Join(' ', Enumerable.Repeat("A longer thought wraps over several lines and stays readable.", 4))),
        (two, "مرحبا، هذا نص من اليمين إلى اليسار"),
        (one, "Unbreakable" + new string('x', 120)),
        (two, "👍"),
    ];

    private static BrowserNewContextOptions Options(ColorScheme scheme, int width, string language) =>
        new() { ColorScheme = scheme, Locale = language, ViewportSize = new() { Width = width, Height = width < 640 ? 844 : 800 } };
}
