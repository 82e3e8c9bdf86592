using BlazorChat.Tests.Support;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>An installation where an administrator decides about each new browser.</summary>
[Collection(InstallationBrowserCollection.Name)]
public class ApprovalBrowserTests(ChromiumFixture chromium)
{
    private const string Waiting = "Waiting for an administrator";

    [Fact, Trait("Category", "Long")]
    public async Task A_new_browser_waits_is_refused_with_a_reason_asks_again_and_is_let_in()
    {
        await using var installation = await BrowserFixture.StartAsync(chromium.Browser, "--Pki:Approval:Devices=Manual");
        var host = installation.Host;
        // The first administrator's browser is let in by the command, there being nobody else.
        await using var admin = await ChatUser.NobodyAsync(installation, "Ada Min");
        await admin.Page.GotoAsync(await host.AdminLinkAsync());
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Create an account" }).ClickAsync();
        await admin.FillRegistrationAsync();
        await Expect(admin.Page.GetByRole(AriaRole.Heading, new() { Name = Waiting })).ToBeVisibleAsync();
        var code = await CodeAsync(admin);
        var (exitCode, output) = await HostProcess.RunAsync("approve", admin.Username, code, $"--Data:Path={host.Data}");
        exitCode.ShouldBe(0, output);
        await admin.SaveRecoveryCodeAsync();

        await using var ivy = await ChatUser.NobodyAsync(installation, "Ivy Vine");
        await ivy.Page.SetViewportSizeAsync(390, 844);
        await ivy.Page.GotoAsync("/register");
        await ivy.FillRegistrationAsync();
        await Expect(ivy.Page.GetByRole(AriaRole.Heading, new() { Name = Waiting })).ToBeVisibleAsync();
        code = await CodeAsync(ivy);
        await ivy.LooksRightAsync("approval-waiting-phone");
        await ivy.Page.ReloadAsync();
        await Expect(ivy.Page.Locator("code")).ToHaveTextAsync(code);
        await host.StopAsync();
        await host.StartAsync();
        await Expect(ivy.Page.Locator("code")).ToHaveTextAsync(code);

        var desk = admin.Page;
        await desk.SetViewportSizeAsync(390, 844);
        await desk.GotoAsync("/admin/requests");
        var row = desk.GetByRole(AriaRole.Row, new() { Name = ivy.DisplayName }).Filter(new() { HasText = code });
        await Expect(row).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"::1|127\.0\.0\.1"));
        await row.GetByRole(AriaRole.Button, new() { Name = "Refuse" }).ClickAsync();
        await row.GetByRole(AriaRole.Textbox).FillAsync("Use the company laptop.");
        await admin.LooksRightAsync("approval-admin-phone");
        await row.GetByRole(AriaRole.Button, new() { Name = "Refuse this request" }).ClickAsync();
        await ConfirmAsync(admin);
        await Expect(row.GetByRole(AriaRole.Textbox)).ToHaveValueAsync("Use the company laptop.");
        await row.GetByRole(AriaRole.Button, new() { Name = "Refuse this request" }).ClickAsync();

        await Expect(ivy.Page.GetByRole(AriaRole.Heading, new() { Name = "This browser was not approved" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(ivy.Page.GetByText("Use the company laptop.")).ToBeVisibleAsync();
        await ivy.LooksRightAsync("approval-refused-phone");
        await ivy.Page.ReloadAsync();
        await ivy.Page.GetByRole(AriaRole.Button, new() { Name = "Ask again" }).ClickAsync();
        await Expect(ivy.Page.GetByRole(AriaRole.Heading, new() { Name = Waiting })).ToBeVisibleAsync();
        (await CodeAsync(ivy)).ShouldNotBe(code);

        row = desk.GetByRole(AriaRole.Row, new() { Name = ivy.DisplayName }).Filter(new() { HasText = await CodeAsync(ivy) });
        await row.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await ivy.SaveRecoveryCodeAsync();
    }

    /// <summary>A restarted host does not know when a password was given: an act asks for it again, in a tab beside the page.</summary>
    private static async Task ConfirmAsync(ChatUser admin)
    {
        var link = admin.Page.GetByRole(AriaRole.Link, new() { Name = "Give it again" });
        var form = await admin.Context.RunAndWaitForPageAsync(() => link.ClickAsync());
        await form.GetByLabel("Password", new() { Exact = true }).FillAsync(admin.Password);
        await form.SetViewportSizeAsync(390, 844);
        await form.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }).ClickAsync();
        await Expect(form).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/admin/requests$"));
        await form.CloseAsync();
    }

    private static Task<string> CodeAsync(ChatUser user) => user.Page.Locator("chat-device code").InnerTextAsync();
}
