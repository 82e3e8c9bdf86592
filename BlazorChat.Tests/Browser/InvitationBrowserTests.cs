using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>An installation where people register by invitation, from the administrator's link to the end of an account.</summary>
[Collection(InstallationBrowserCollection.Name)]
public class InvitationBrowserTests(ChromiumFixture chromium)
{
    private const string NewPassword = "a quite different battery 43";

    [Fact, Trait("Category", "Long")]
    public async Task Somebody_comes_in_by_invitation_gets_a_new_password_and_leaves_for_good()
    {
        await using var installation = await BrowserFixture.StartAsync(chromium.Browser, "--Directory:Embedded:Registration:Mode=Invitation");
        await installation.RegisterAdminAsync();
        var admin = installation.Admin;
        var desk = admin.Page;
        await desk.SetViewportSizeAsync(390, 844);
        await desk.GotoAsync("/admin/people");
        await desk.GetByLabel("For whom (optional)").FillAsync("Ivy from the warehouse");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Row, new() { Name = "Ivy from the warehouse" })).ToBeVisibleAsync();
        await admin.LooksRightAsync("admin-invitation-phone");
        var invitation = await SecretAsync(desk);
        (await desk.GetByRole(AriaRole.Row, new() { Name = "Ivy from the warehouse" }).Locator("time").InnerTextAsync()).Contains(':', StringComparison.Ordinal).ShouldBeFalse("it ends in a week, not at some hour of today");

        await using var ivy = await ChatUser.NobodyAsync(installation, "Ivy Vine");
        await ivy.Page.GotoAsync("/login");
        await Expect(ivy.Page.GetByText("ask your administrator for one")).ToBeVisibleAsync();
        await ivy.Page.GotoAsync(invitation);
        await ivy.IsAccessibleAsync();
        await ivy.FillRegistrationAsync();
        await ivy.SaveRecoveryCodeAsync();

        await using var late = await ChatUser.NobodyAsync(installation, "Late Comer");
        await late.Page.GotoAsync(invitation);
        await Expect(late.Page.GetByRole(AriaRole.Heading, new() { Name = "This link no longer works" })).ToBeVisibleAsync();
        await late.IsAccessibleAsync();
        await late.ShotAsync("link-gone");

        // Forgotten: the administrator helps, and this browser is still Ivy's device.
        await Expect(desk.GetByText("Ivy from the warehouse")).Not.ToBeVisibleAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "I have noted it" }).ClickAsync();
        await desk.GetByRole(AriaRole.Link, new() { Name = ivy.DisplayName }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "New password" }).ClickAsync();
        await admin.LooksRightAsync("admin-password-link-phone");
        var link = await SecretAsync(desk);
        await late.Page.GotoAsync(link);
        await late.IsAccessibleAsync();
        await late.ShotAsync("new-password");
        await late.Page.GetByLabel("New password", new() { Exact = true }).FillAsync(NewPassword);
        await late.Page.GetByLabel("Confirm password", new() { Exact = true }).FillAsync(NewPassword);
        await late.Page.GetByRole(AriaRole.Button, new() { Name = "Set password" }).ClickAsync();
        // By its text: before the next page has its style sheet, the notice of a lost connection is a status as well.
        await Expect(late.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Your new password is set" })).ToBeVisibleAsync();
        await Expect(ivy.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/login"), new() { Timeout = 15_000 });
        await ivy.Page.GetByLabel("Username", new() { Exact = true }).FillAsync(ivy.Username);
        await ivy.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(NewPassword);
        await ivy.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await ivy.Page.Locator(".bc-shell").WaitForAsync();

        await desk.GetByRole(AriaRole.Button, new() { Name = "I have noted it" }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await admin.LooksRightAsync("admin-delete-phone");
        await desk.GetByRole(AriaRole.Textbox).FillAsync(ivy.Username);
        await desk.GetByRole(AriaRole.Button, new() { Name = "Delete this account for good" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Status)).ToContainTextAsync("Done.");
        await Expect(desk.Locator(".bc-card .bc-status")).ToHaveTextAsync("Deleted");
        await desk.GetByRole(AriaRole.Link, new() { Name = "All people" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Link, new() { Name = admin.DisplayName })).ToBeVisibleAsync();
        await Expect(desk.GetByRole(AriaRole.Link, new() { Name = ivy.DisplayName })).Not.ToBeVisibleAsync();
        await Expect(ivy.Page.GetByRole(AriaRole.Heading, new() { Name = "This account was deleted" })).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await ivy.IsAccessibleAsync();
    }

    private static Task<string> SecretAsync(IPage page) => page.Locator(".bc-secret").InnerTextAsync();
}
