using System.Security.Cryptography.X509Certificates;
using BlazorChat.Tests.Support.DirectoryServers;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>The whole program on an OpenLDAP, from the browser to what an outsider finds with ldapsearch.</summary>
[Collection(InstallationBrowserCollection.Name)]
public sealed class LdapBrowserTests(ChromiumFixture chromium, LdapBrowserTests.Servers servers) : IClassFixture<LdapBrowserTests.Servers>, IAsyncLifetime
{
    private BrowserFixture own = null!;
    private SlapdServer slapd = null!;

    public async Task InitializeAsync() => (own, slapd) = await servers.StartedAsync(chromium.Browser);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_test_of_the_directory_is_reached_from_the_first_page_and_is_accessible()
    {
        var (admin, page) = (own.Admin, own.Admin.Page);
        // A host that was restarted does not know when a password was given, and would ask for it again.
        await admin.SignOutAsync();
        await admin.SignInAsync();
        await admin.ArrivesInChatAsync();
        await page.GotoAsync("/admin");
        await page.GetByRole(AriaRole.Link, new() { Name = "Directory" }).ClickAsync();
        await page.GetByLabel("Person to look for (optional)").FillAsync(admin.Username);
        await page.GetByRole(AriaRole.Button, new() { Name = "Test the connection" }).ClickAsync();

        await Expect(page.Locator("form").GetByRole(AriaRole.Status)).ToHaveTextAsync("Everything that was tried works.");
        await Expect(page.GetByText($"Found {admin.DisplayName} ({admin.Username}).")).ToBeVisibleAsync();
        await admin.LooksRightAsync("admin-directory");
        await page.SetViewportSizeAsync(390, 844);
        await admin.LooksRightAsync("admin-directory-phone");
        await page.SetViewportSizeAsync(1280, 800);
    }

    [Fact]
    public async Task After_a_restart_of_the_server_the_page_is_back_by_itself_with_its_draft()
    {
        await using var dora = await ChatUser.RegisterAsync(own, "Dora Diaz");
        await dora.OpenAsync(own.Admin);
        await dora.SendAsync("before the restart");
        await own.Admin.OpenAsync(dora);
        await own.Admin.SeesAsync("before the restart");
        await dora.Composer.FillAsync("half a thought");

        foreach (var user in new[] { dora, own.Admin })
            await user.Page.EvaluateAsync("() => { window.asBefore = true; }");
        await own.Host.StopAsync();
        await Expect(dora.Page.GetByText("Connection lost")).ToBeVisibleAsync();
        await own.Host.StartAsync();

        foreach (var user in new[] { dora, own.Admin })
            await user.Page.WaitForFunctionAsync("() => window.asBefore === undefined", null, new() { Timeout = 40_000 });
        await dora.SeesAsync("before the restart", 40_000);
        await Expect(dora.Composer).ToHaveValueAsync("half a thought", new() { Timeout = 40_000 });
        await own.Admin.SeesAsync("before the restart", 40_000);
        await dora.Composer.PressAsync("Enter");
        await own.Admin.SeesAsync("half a thought", 40_000);
    }

    [Fact]
    public async Task Who_registers_in_the_browser_is_in_the_directory_with_certificates_and_follows_it_from_then_on()
    {
        await using var ann = await ChatUser.RegisterAsync(own, "Ann Ldap");
        await own.Admin.OpenAsync(ann);
        await own.Admin.SendAsync("hello over LDAP");
        await ann.OpenAsync(own.Admin);
        await ann.SeesAsync("hello over LDAP");
        await ann.SendAsync("hello back");
        await own.Admin.SeesAsync("hello back");

        (await slapd.SearchAsync($"(uid={ann.Username})", "objectClass")).ShouldContain("objectClass: inetOrgPerson\n");
        var certificates = await EventuallyAsync(() => slapd.CertificatesAsync(ann.Username), found => found.Count == 4, "device and recovery key, two each");
        foreach (var der in certificates)
            (await Tool.RunAsync("openssl", ["x509", "-inform", "der", "-noout", "-subject", "-in", Write(der)])).ShouldContain("CN = Ann Ldap");

        await slapd.SetPhotosAsync(ann.Username, Pictures.WithSegments(Pictures.Jpeg, (0xE1, "Exif\0\0where it was taken"u8.ToArray())));
        await ShowsPhotoAsync(own.Admin, "header of the conversation", ".bc-conversation__head");
        await ShowsPhotoAsync(own.Admin, "list", ".bc-person");
        await ShowsPhotoAsync(own.Admin, "timeline", "chat-timeline");
        own.Admin.Complaints.ShouldNotContain(line => line.Contains("Content Security Policy"));

        await slapd.PauseAsync();
        await ann.SendAsync("the directory hangs and we chat on");
        await own.Admin.SeesAsync("the directory hangs and we chat on");
        await slapd.ContinueAsync();

        await slapd.ChangeAsync($"dn: {Dn(ann)}\nchangetype: modify\nreplace: displayName\ndisplayName: Ann Renamed\n");
        await Expect(own.Admin.Page.GetByRole(AriaRole.Heading, new() { Name = "Ann Renamed" }).First).ToBeVisibleAsync(new() { Timeout = 40_000 });
        await EventuallyAsync(() => slapd.CertificatesAsync(ann.Username), found => found.Count == 4 && found.TrueForAll(der => SubjectOf(der) == "CN=Ann Renamed"), "newly certified");

        await slapd.ChangeAsync($"dn: {Dn(ann)}\nchangetype: modify\nadd: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z\n");
        await ann.ArrivesAsync("/blocked?reason=disabled", 40_000);
        await EventuallyAsync(() => slapd.CertificatesAsync(ann.Username), found => found.Count == 0, "on hold: taken away");
    }

    /// <summary>As the browser decoded it, over the initials. A page asks for photos again every minute, or when it is loaded.</summary>
    private static async Task ShowsPhotoAsync(ChatUser reader, string where, string part)
    {
        var photo = reader.Page.Locator($"{part} chat-avatar img.loaded").First;
        for (var i = 0; !await photo.IsVisibleAsync(); i++)
        {
            i.ShouldBeLessThan(20, where);
            await reader.Page.ReloadAsync();
            await reader.SeesAsync("hello back");
            await Task.Delay(300); // gathered, asked, loaded
        }
        (await photo.EvaluateAsync<int>("image => image.naturalWidth")).ShouldBe(48);
    }

    private static string Dn(ChatUser user) => $"uid={user.Username},{SlapdServer.PeopleDn}";

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> look, Func<T, bool> good, string what)
    {
        for (var i = 0; ; i++)
        {
            var seen = await look();
            if (good(seen))
                return seen;
            i.ShouldBeLessThan(200, what);
            await Task.Delay(200);
        }
    }

    private string Write(byte[] der)
    {
        var file = Path.Combine(own.Host.Data, $"{Guid.NewGuid():N}.der");
        File.WriteAllBytes(file, der);
        return file;
    }

    /// <summary>An OpenLDAP, and a host on it with an administrator: started by the first test, for all.</summary>
    public sealed class Servers : IAsyncLifetime
    {
        private BrowserFixture? own;
        private SlapdServer? slapd;

        public async Task<(BrowserFixture, SlapdServer)> StartedAsync(IBrowser browser)
        {
            slapd ??= await SlapdServer.StartAsync();
            if (own is null)
            {
                own = await BrowserFixture.StartAsync(browser,
                [
                    "--Directory:Provider=Ldap", "--Directory:SyncInterval=00:00:05",
                    .. LdapClient.SettingsFor(slapd).Select(setting => $"--Directory:Ldap:{setting.Key}={setting.Value}"),
                ]);
                await own.RegisterAdminAsync();
            }
            await own.Admin.BackInChatAsync();
            return (own, slapd);
        }

        public Task InitializeAsync() => Task.CompletedTask;

        public async Task DisposeAsync()
        {
            if (own is not null)
                await own.DisposeAsync();
            if (slapd is not null)
                await slapd.DisposeAsync();
        }
    }

    private static string SubjectOf(byte[] der)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        return certificate.Subject;
    }
}
