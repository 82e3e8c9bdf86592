using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>
/// Every page in light, dark and at phone width: axe finds nothing, nothing is too wide, screenshots are kept under test-output/.
/// </summary>
[Collection(BrowserCollection.Name), Trait("Category", "Long")]
public class LookTests(BrowserFixture fixture)
{
    private static readonly Look Light = new("light", ColorScheme.Light, 1280);
    private static readonly Look Dark = new("dark", ColorScheme.Dark, 1280);
    private static readonly Look Phone = new("phone", ColorScheme.Light, 390);
    private static readonly Look DarkPhone = new("phone-dark", ColorScheme.Dark, 390);

    [Fact]
    public Task Pages_before_signing_in_on_a_phone_in_French() => PagesBeforeSigningInAsync(DarkPhone with { Name = "phone-dark-fr" }, "fr-FR");

    [Fact]
    public async Task Pages_before_signing_in_in_further_looks()
    {
        foreach (var look in new[] { Light, Dark, Phone })
            await PagesBeforeSigningInAsync(look, "en-GB");
    }

    [Fact]
    public Task Enrolment_and_chat() => EnrolmentAndChatAsync(Light);

    [Fact]
    public Task Enrolment_and_chat_in_further_looks() => EnrolmentAndChatAsync(Dark, Phone, DarkPhone);

    [Fact]
    public Task Administration() => AdministrationAsync(DarkPhone);

    [Fact]
    public Task Administration_in_further_looks() => AdministrationAsync(Dark, Phone, Light);

    [Fact]
    public Task What_ends_before_long() => WhatEndsAsync(DarkPhone);

    [Fact]
    public Task What_ends_before_long_in_further_looks() => WhatEndsAsync(Dark, Phone, Light);

    private async Task WhatEndsAsync(params Look[] looks)
    {
        await using var wim = await ChatUser.RegisterAsync(fixture, "Wim Wolf");
        await EndsSoonAsync(wim, recovery: true, days: 20);
        await wim.Page.GotoAsync("/chat");
        await Expect(wim.Page.GetByText("Your recovery code works until")).ToBeVisibleAsync();
        await SeenAsync(wim, "ending", looks);
        await wim.Page.GotoAsync("/devices");
        await Expect(wim.Page.GetByText("It will not work much longer.")).ToBeVisibleAsync();
        await SeenAsync(wim, "devices-ending", looks);

        await EndsSoonAsync(wim, recovery: false, days: 10);
        await fixture.Admin.Page.GotoAsync("/admin");
        await Expect(fixture.Admin.Page.GetByText("Devices that did not renew themselves")).ToBeVisibleAsync();
        await SeenAsync(fixture.Admin, "admin-ending", looks);
        await BackAtDeskAsync(fixture.Admin);
    }

    private async Task PagesBeforeSigningInAsync(Look look, string language)
    {
        await using var nobody = await ChatUser.NobodyAsync(fixture, "Nobody", options: new() { Locale = language });
        foreach (var path in new[] { "login", "register", "blocked?reason=revoked", "insecure", "not-found", "pki", "about", "help" })
        {
            await nobody.Page.GotoAsync("/" + path);
            await SeenAsync(nobody, path.Split('?')[0], look);
        }
        // What is folded away is a part of the page too.
        await nobody.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(part => part.open = true)");
        await nobody.IsAccessibleAsync();
        await nobody.ShotAsync($"pki-open-{look.Name}", whole: true);
        (await nobody.FitsAsync()).ShouldBeTrue();
    }

    /// <summary>What is clicked is clicked in the last of the looks.</summary>
    private async Task EnrolmentAndChatAsync(params Look[] looks)
    {
        await using var uma = await ChatUser.NobodyAsync(fixture, $"Uma {looks[0].Name}");
        await uma.Page.GotoAsync("/register");
        await uma.FillRegistrationAsync();
        await uma.Page.GetByRole(AriaRole.Region, new() { Name = "Recovery code" }).WaitForAsync(new() { Timeout = 60_000 });
        await SeenAsync(uma, "recovery-code", looks);
        await uma.SaveRecoveryCodeAsync();
        await using var vic = await ChatUser.RegisterAsync(fixture, $"Vic {looks[0].Name} with a name far too long");
        await Expect(uma.Page.GetByRole(AriaRole.Link, new() { Name = vic.DisplayName })).ToBeVisibleAsync();
        await SeenAsync(uma, "chat-list", looks);

        await uma.Page.GotoAsync("/devices");
        await SeenAsync(uma, "devices", looks);
        await uma.Page.GetByRole(AriaRole.Link, new() { Name = "Make a new recovery code" }).ClickAsync();
        await Expect(uma.Page.GetByRole(AriaRole.Button, new() { Name = "Make a new recovery code" })).ToBeVisibleAsync();
        await SeenAsync(uma, "new-code", looks);
        await uma.Page.GotoAsync("/settings");
        await SeenAsync(uma, "settings", looks);
        await uma.Page.GotoAsync("/password");
        await SeenAsync(uma, "password", looks);
        await uma.Page.GetByRole(AriaRole.Link, new() { Name = "Go to the chat" }).ClickAsync();
        await uma.OpenAsync(vic);
        await SeenAsync(uma, "chat-empty", looks);
        await vic.OpenAsync(uma);
        foreach (var (who, text) in Dialogue(uma, vic))
        {
            await who.SendAsync(text);
            await (who == uma ? vic : uma).SeesAsync(text.Split('\n')[0]);
        }
        await uma.Composer.FillAsync("A draft that waits here");
        await SeenAsync(uma, "chat", [.. looks.Union([DarkPhone])]);
    }

    private async Task AdministrationAsync(params Look[] looks)
    {
        var page = fixture.Admin.Page;
        foreach (var path in new[] { "admin", "admin/requests", "admin/audit", "admin/settings" })
        {
            await page.GotoAsync("/" + path);
            await Expect(page.Locator(".bc-admin > :nth-child(3)")).ToBeVisibleAsync();
            await SeenAsync(fixture.Admin, path.Replace('/', '-'), looks);
        }
        await page.GotoAsync("/admin/people");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = fixture.Admin.DisplayName })).ToBeVisibleAsync();
        await SeenAsync(fixture.Admin, "admin-people", looks);
        await page.GetByRole(AriaRole.Link, new() { Name = fixture.Admin.DisplayName }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Revoke this device" })).ToBeVisibleAsync();
        await SeenAsync(fixture.Admin, "admin-person", looks);
        await BackAtDeskAsync(fixture.Admin);
    }

    private static async Task BackAtDeskAsync(ChatUser user)
    {
        await ShowAsync(user, Light);
        await user.Page.GotoAsync("/chat");
    }

    /// <summary>axe finds nothing on the page in these looks, nothing is too wide, and there is a screenshot of each.</summary>
    private static async Task SeenAsync(ChatUser user, string name, params Look[] looks)
    {
        foreach (var look in looks)
        {
            await ShowAsync(user, look);
            await user.IsAccessibleAsync();
            await user.ShotAsync($"{name}-{look.Name}");
            (await user.FitsAsync()).ShouldBeTrue($"{name} is too wide in {look.Name}");
        }
    }

    private static async Task ShowAsync(ChatUser user, Look look)
    {
        await user.Page.EmulateMediaAsync(new() { ColorScheme = look.Scheme });
        await user.Page.SetViewportSizeAsync(look.Width, look.Width < 640 ? 844 : 800);
    }

    private sealed record Look(string Name, ColorScheme Scheme, int Width);

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
}
