using Microsoft.Playwright;
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
        var desk = fixture.Admin.Page;
        await desk.GotoAsync(new Uri(fixture.Host.Address, "admin/certificates").ToString());
        await Expect(desk.GetByRole(AriaRole.Row, new() { Name = "Ben Certified" }).First).ToBeVisibleAsync();
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
        await desk.GotoAsync(new Uri(fixture.Host.Address, "chat").ToString());
    }
}
