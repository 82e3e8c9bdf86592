using System.Security.Cryptography.X509Certificates;
using BlazorChat.Tests.Support.DirectoryServers;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>The whole program on an OpenLDAP, from the browser to what an outsider finds with ldapsearch.</summary>
[Collection(InstallationBrowserCollection.Name)]
public sealed class LdapBrowserTests(ChromiumFixture chromium) : IAsyncLifetime
{
    private BrowserFixture own = null!;
    private SlapdServer slapd = null!;

    public async Task InitializeAsync()
    {
        slapd = await SlapdServer.StartAsync();
        own = await BrowserFixture.StartAsync(chromium.Browser,
        [
            "--Directory:Provider=Ldap", "--Directory:SyncInterval=00:00:05",
            .. LdapClient.SettingsFor(slapd).Select(setting => $"--Directory:Ldap:{setting.Key}={setting.Value}"),
        ]);
        await own.RegisterAdminAsync();
    }

    public async Task DisposeAsync()
    {
        await own.DisposeAsync();
        await slapd.DisposeAsync();
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
        await Expect(own.Admin.Page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "Ann Renamed" }).First).ToBeVisibleAsync(new() { Timeout = 40_000 });
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

    private static string SubjectOf(byte[] der)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        return certificate.Subject;
    }
}
