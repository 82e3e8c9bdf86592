using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>An administrator looks for certificates, previews an act on several, and revokes one; its device is shut out.</summary>
[Collection(BrowserCollection.Name)]
public class CertificatesBrowserTests(BrowserFixture fixture)
{
    [Fact]
    public async Task A_certificate_is_found_inspected_and_revoked_and_its_device_is_shut_out()
    {
        await using var ben = await ChatUser.RegisterAsync(fixture, "Ben Certified");
        var desk = await fixture.DeskAsync("/admin/certificates");
        // His may be on a later page, by how many others the tests have registered.
        await Expect(desk.Locator("tbody tr").First).ToBeVisibleAsync();
        await fixture.Admin.LooksRightAsync("admin-certificates");
        await desk.SetViewportSizeAsync(390, 844);
        await fixture.Admin.LooksRightAsync("admin-certificates-phone");
        await desk.SetViewportSizeAsync(1280, 800);

        await desk.GetByLabel("Person", new() { Exact = true }).FillAsync("certified");
        await desk.GetByLabel("Profile").SelectOptionAsync("DeviceSignature");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Find", Exact = true }).ClickAsync();
        await Expect(desk).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("person=certified&profile=DeviceSignature"));
        await Expect(desk.Locator("tbody tr")).ToHaveCountAsync(1);
        await desk.GetByLabel("Select all on this page").CheckAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Show what would happen" }).ClickAsync();
        await Expect(desk.GetByText("Keys that change: 2. Devices: 1. People: 1.")).ToBeVisibleAsync();
        await fixture.Admin.LooksRightAsync("admin-certificates-bulk");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await desk.GetByRole(AriaRole.Row, new() { Name = "Ben Certified" }).Locator("a[href^='/admin/certificates/']").ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "What it says" })).ToBeVisibleAsync();
        await fixture.Admin.LooksRightAsync("admin-certificate");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Alertdialog)).ToContainTextAsync("for ever");
        await desk.GetByLabel("Reason").SelectOptionAsync("KeyCompromise");
        await desk.SetViewportSizeAsync(390, 844);
        await fixture.Admin.LooksRightAsync("admin-certificate-revoke-phone");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Revoke for ever" }).ClickAsync();

        await Expect(desk.Locator("[role=status] .bc-note")).ToHaveTextAsync("Done.");
        await Expect(ben.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/blocked"), new() { Timeout = 5_000 });
        await Expect(desk.GetByRole(AriaRole.Cell, new() { Name = "key lost or stolen" })).ToBeVisibleAsync();
        await desk.SetViewportSizeAsync(1280, 800);
        await desk.GotoAsync("/chat");
    }

    [Fact]
    public async Task A_held_device_goes_on_after_its_release_and_then_all_its_keys_are_revoked_at_once()
    {
        await using var dora = await ChatUser.RegisterAsync(fixture, "Dora Onhold");
        const string found = "/admin/certificates?person=onhold";
        var desk = await fixture.DeskAsync(found + "&profile=DeviceSignature");
        await desk.GetByRole(AriaRole.Row, new() { Name = "Dora Onhold" }).Locator("a[href^='/admin/certificates/']").ClickAsync();
        await DoAsync("Put on hold", "Put on hold now");
        await dora.ArrivesAsync("/blocked?reason=hold", 5_000);
        await DoAsync("Release from hold", "Release now");
        await dora.SignInAsync();
        await dora.ArrivesInChatAsync();

        var file = await desk.RunAndWaitForDownloadAsync(async () =>
        {
            await desk.GotoAsync(found);
            await desk.GetByRole(AriaRole.Link, new() { Name = "Export as CSV" }).ClickAsync();
        });
        (await File.ReadAllLinesAsync(await file.PathAsync())).Count(line => line.Contains("Dora Onhold", StringComparison.Ordinal)).ShouldBe(4, "of her device and of her recovery code");

        await desk.GetByLabel("Select all on this page").CheckAsync();
        await desk.GetByLabel("What to do").SelectOptionAsync("Revoke");
        await desk.GetByLabel("Reason").SelectOptionAsync("CessationOfOperation");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Show what would happen" }).ClickAsync();
        var confirm = desk.GetByLabel("To confirm, type the number of keys, 4:");
        var revoke = desk.GetByRole(AriaRole.Button, new() { Name = "Revoke 4 keys for ever" });
        await confirm.FillAsync("2");
        await revoke.ClickAsync();
        await Expect(desk.GetByText("That is not 4. Nothing was done.")).ToBeVisibleAsync();
        await confirm.FillAsync("4");
        await revoke.ClickAsync();
        await dora.ArrivesAsync("/blocked?reason=revoked", 5_000);
        await Expect(desk.Locator("tbody").GetByText("Revoked", new() { Exact = true })).ToHaveCountAsync(4);
        await desk.GotoAsync("/chat");

        async Task DoAsync(string act, string confirm)
        {
            await desk.GetByRole(AriaRole.Button, new() { Name = act, Exact = true }).ClickAsync();
            await desk.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = confirm }).ClickAsync();
            await Expect(desk.Locator("[role=status] .bc-note")).ToHaveTextAsync("Done.");
        }
    }
}
