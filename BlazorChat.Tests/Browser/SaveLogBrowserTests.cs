using System.Diagnostics;
using System.IO.Compression;
using BlazorChat.Tests.Support;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>What a browser really saves of a real conversation, as text, as a page and as an archive that openssl verifies.</summary>
[Collection(ConversationBrowserCollection.Name), Trait("Category", "Long")]
public class SaveLogBrowserTests(BrowserFixture fixture)
{
    private const string Hostile = "<img src=x onerror=alert(1)></script><script>document.title='owned'</script>";

    [Fact]
    public async Task A_conversation_is_saved_in_all_three_formats_and_its_archive_is_verified_by_openssl()
    {
        var (alice, bob, _) = await fixture.ThreeAsync();
        await alice.OpenAsync(bob);
        await alice.SendAsync(Hostile);
        await bob.OpenAsync(alice);
        await bob.SeesAsync(Hostile);
        await bob.SendAsync("=1+1");
        await alice.SeesAsync("=1+1");
        var asked = new List<string>();
        alice.Page.Request += (_, request) => asked.Add($"{request.Method} {new Uri(request.Url).AbsolutePath}");

        var folder = Directory.CreateTempSubdirectory("saved-log-");
        try
        {
            var text = await SaveAsync(alice, "Text", folder.FullName);
            text.Name.ShouldMatch($@"^Chat with {bob.DisplayName} \d{{4}}-\d\d-\d\d\.txt$");
            (await File.ReadAllTextAsync(text.FullName)).ShouldContain("\u2069: \u2068=1+1\u2069");

            var page = await SaveAsync(alice, "Web page", folder.FullName);
            await LooksLikeTheChatAsync(alice, page);

            var archive = await SaveAsync(alice, "Archive with signatures (JSON)", folder.FullName, async dialog =>
            {
                await Expect(dialog.GetByText("Signatures are proof.")).ToBeVisibleAsync();
                await alice.LooksRightAsync("save-log");
            });
            ZipFile.ExtractToDirectory(archive.FullName, folder.FullName);
            var said = await VerifyAsync(Path.Combine(folder.FullName, "chat-log"));
            said.ShouldMatch("\nVERIFIED: [0-9]+ messages;");
            said.ShouldContain(bob.DisplayName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        // Nothing of it went anywhere but to the reader: what reads history asks, and nothing is sent.
        asked.ShouldNotBeEmpty();
        asked.ShouldAllBe(request => request.StartsWith("GET ", StringComparison.Ordinal));
        alice.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_French_on_a_phone_it_is_asked_in_French_and_left_with_Escape()
    {
        var fleur = await fixture.SomebodyAsync();
        await fleur.OpenAsync(fixture.Admin);
        await fleur.Context.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = "c=fr|uic=fr", Url = fixture.Host.Address.ToString() }]);
        try
        {
            await fleur.Page.SetViewportSizeAsync(390, 780);
            await fleur.Page.ReloadAsync();
            var menu = fleur.Page.GetByLabel("Menu de cette conversation");
            // It takes the focus once the conversation is there.
            await Expect(fleur.Composer).ToBeFocusedAsync();
            await menu.PressAsync("Enter");
            await fleur.Page.GetByRole(AriaRole.Button, new() { Name = "Enregistrer…" }).ClickAsync();
            var dialog = fleur.Page.GetByRole(AriaRole.Dialog, new() { Name = "Enregistrer cette conversation" });
            await dialog.GetByLabel("Archive avec signatures (JSON)").CheckAsync();
            await Expect(dialog.GetByText("Les signatures sont des preuves.")).ToBeVisibleAsync();
            await fleur.IsAccessibleAsync();
            await fleur.ShotAsync("save-log-phone-fr");
            (await fleur.FitsAsync()).ShouldBeTrue();

            await fleur.Page.Keyboard.PressAsync("Escape");
            await Expect(dialog).ToHaveCountAsync(0);
            await Expect(menu).ToBeFocusedAsync();
        }
        finally
        {
            await fleur.Context.ClearCookiesAsync(new() { Name = ".AspNetCore.Culture" });
            await fleur.Page.SetViewportSizeAsync(1280, 720);
        }
    }

    private static async Task<FileInfo> SaveAsync(ChatUser user, string format, string folder, Func<ILocator, Task>? look = null)
    {
        await user.Page.GetByLabel("Menu of this conversation").ClickAsync();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Save log…" }).ClickAsync();
        var dialog = user.Page.GetByRole(AriaRole.Dialog, new() { Name = "Save this conversation" });
        await dialog.GetByLabel(format).CheckAsync();
        if (look is not null)
            await look(dialog);
        var download = await user.Page.RunAndWaitForDownloadAsync(() => dialog.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync());
        var path = Path.Combine(folder, download.SuggestedFilename);
        await download.SaveAsAsync(path);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        return new FileInfo(path);
    }

    private static async Task LooksLikeTheChatAsync(ChatUser user, FileInfo saved)
    {
        var page = await user.Context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);
        await page.GotoAsync(new Uri(saved.FullName).AbsoluteUri);
        await Expect(page.GetByText(Hostile, new() { Exact = true })).ToBeVisibleAsync();
        (await page.TitleAsync()).ShouldStartWith("Conversation with ");
        (await page.Locator("script, img").CountAsync()).ShouldBe(0);
        var shots = Directory.CreateDirectory(Path.Combine(Repository.Folder("test-output"), "screenshots"));
        await page.ScreenshotAsync(new() { Path = Path.Combine(shots.FullName, "saved-log.png") });
        await page.CloseAsync();
        complaints.ShouldBeEmpty();
    }

    private static async Task<string> VerifyAsync(string folder)
    {
        using var script = Process.Start(new ProcessStartInfo("sh", [Path.Combine(folder, "verify.sh")]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        return said;
    }
}
