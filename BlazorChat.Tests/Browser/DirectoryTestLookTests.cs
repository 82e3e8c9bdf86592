using BlazorChat.Tests.Support.DirectoryServers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>The set-up help as an administrator of an installation on OpenLDAP sees it.</summary>
[Collection(InstallationBrowserCollection.Name)]
public class DirectoryTestLookTests(ChromiumFixture chromium)
{
    [Fact]
    public async Task The_test_of_the_directory_is_reached_from_the_first_page_and_is_accessible()
    {
        await using var directory = await SlapdServer.StartAsync();
        await using var installation = await BrowserFixture.StartAsync(
            chromium.Browser, ["--Directory:Provider=Ldap", .. LdapClient.SettingsFor(directory).Select(setting => $"--Directory:Ldap:{setting.Key}={setting.Value}")]);
        await using var admin = await ChatUser.RegisterAsync(installation, "Dora Rector", link: await installation.Host.AdminLinkAsync());
        await admin.Page.GotoAsync("/admin");
        await admin.Page.GetByRole(AriaRole.Link, new() { Name = "Directory" }).ClickAsync();
        await admin.Page.GetByLabel("Person to look for (optional)").FillAsync(admin.Username);
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Test the connection" }).ClickAsync();

        await Expect(admin.Page.Locator("form").GetByRole(AriaRole.Status)).ToHaveTextAsync("Everything that was tried works.");
        await Expect(admin.Page.GetByText($"Found Dora Rector ({admin.Username}).")).ToBeVisibleAsync();
        await admin.IsAccessibleAsync();
        await admin.ShotAsync("admin-directory-light");
        await admin.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await admin.Page.SetViewportSizeAsync(390, 844);
        await admin.IsAccessibleAsync();
        await admin.ShotAsync("admin-directory-phone-dark");
    }
}
