using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

[Collection(BrowserCollection.Name)]
public class SignInTests(BrowserFixture fixture)
{
    [Fact]
    public async Task The_address_alone_leads_to_the_form_to_sign_in()
    {
        await using var nobody = await ChatUser.NobodyAsync(fixture, "Nobody Yet");
        var answer = await nobody.Page.GotoAsync("/");
        answer!.Status.ShouldBe(200);
        await Expect(nobody.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/login\\?return=%2Fchat$"));
        await Expect(nobody.Page.GetByRole(AriaRole.Link, new() { Name = "Create an account" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_and_in_again_proves_the_key_of_this_browser()
    {
        var anna = await fixture.SomebodyAsync();
        await anna.SignOutAsync();
        await anna.Page.GotoAsync("/chat");
        await Expect(anna.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/login"));

        await anna.SignInAsync();

        await anna.ArrivesInChatAsync();
    }

    [Fact]
    public async Task A_registration_whose_tab_was_closed_goes_on_where_it_stopped()
    {
        await using var bert = await ChatUser.NobodyAsync(fixture, "Bert Bauer");
        await bert.Page.RouteAsync("**/api/recovery", route => route.AbortAsync());
        await bert.Page.GotoAsync("/register");
        await bert.FillRegistrationAsync();
        await bert.ArrivesAsync("/device");
        await Expect(bert.Page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await bert.Page.CloseAsync();

        var page = await bert.Context.NewPageAsync();
        await page.GotoAsync("/chat");

        await page.GetByRole(AriaRole.Region, new() { Name = "Recovery code", Exact = true }).WaitForAsync(new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "I have saved it" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/chat$"));
    }

    [Fact]
    public async Task A_new_browser_with_the_recovery_code_reads_what_was_written_before()
    {
        await using var cleo = await ChatUser.RegisterAsync(fixture, "Cleo Cook");
        var dirk = await fixture.SomebodyAsync();
        await cleo.OpenAsync(dirk);
        await cleo.SendAsync("written on the old device");
        await dirk.OpenAsync(cleo);
        await dirk.SeesAsync("written on the old device");
        await dirk.SendAsync("read on the old device");
        await cleo.SeesAsync("read on the old device");

        await using var again = await cleo.RecoveredElsewhereAsync(fixture);
        again.RecoveryCode.ShouldNotBe(cleo.RecoveryCode);

        await again.OpenAsync(dirk);
        await again.SeesAsync("written on the old device");
        await again.SeesAsync("read on the old device");
        await dirk.SendAsync("to both of your devices");
        await again.SeesAsync("to both of your devices");
        await cleo.SeesAsync("to both of your devices");

        // The administrator revokes the first while it chats: it is shut out, and the next message goes to the other alone.
        var desk = await fixture.DeskAsync($"/admin/certificates?person={cleo.Username}&profile=DeviceSignature&sort=from");
        await desk.Locator("tbody tr").First.Locator("a[href^='/admin/certificates/']").ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = "Revoke for ever" }).ClickAsync();
        await cleo.ArrivesAsync("/blocked?reason=revoked", 5_000);
        var session = await dirk.Page.RunAndWaitForRequestAsync(
            () => dirk.SendAsync("to the one that is left"), request => request.Method == "POST" && request.Url.EndsWith("/sessions", StringComparison.Ordinal));
        var keys = await EncryptionKeysAsync(cleo.Username);
        keys.Length.ShouldBe(2);
        session.PostData!.ShouldNotContain(keys[0]);
        session.PostData!.ShouldContain(keys[1]);
        await again.SeesAsync("to the one that is left");
        await desk.GotoAsync("/chat");
    }

    [Fact]
    public async Task A_new_recovery_code_takes_the_place_of_the_old_one_and_reads_what_was_written_before()
    {
        await using var hugo = await ChatUser.RegisterAsync(fixture, "Hugo Horn");
        var ines = await fixture.SomebodyAsync();
        await hugo.OpenAsync(ines);
        await hugo.SendAsync("written before the new code");
        await ines.OpenAsync(hugo);
        await ines.SeesAsync("written before the new code");
        var old = hugo.RecoveryCode;
        await hugo.Page.GotoAsync("/device?code=new");
        await hugo.Page.GetByRole(AriaRole.Button, new() { Name = "Make a new recovery code" }).ClickAsync();
        await hugo.SaveRecoveryCodeAsync();
        hugo.RecoveryCode.ShouldNotBe(old);

        await using var again = await ChatUser.NobodyAsync(fixture, hugo.DisplayName, hugo.Username);
        await again.SignInAsync();
        await again.Page.GetByLabel("Recovery code", new() { Exact = true }).FillAsync(old);
        await again.Page.GetByRole(AriaRole.Button, new() { Name = "Use this code" }).ClickAsync();
        await Expect(again.Page.GetByText("This code is not the one that counts.")).ToBeVisibleAsync();
        await again.Page.GetByLabel("Recovery code", new() { Exact = true }).FillAsync(hugo.RecoveryCode);
        await again.Page.GetByRole(AriaRole.Button, new() { Name = "Use this code" }).ClickAsync();
        await again.SaveRecoveryCodeAsync();
        await again.OpenAsync(ines);
        await again.SeesAsync("written before the new code");
    }

    [Fact]
    public async Task Starting_over_waits_for_an_administrator_and_warns_the_other()
    {
        await using var eva = await ChatUser.RegisterAsync(fixture, "Eva Ernst");
        var finn = await fixture.SomebodyAsync();
        await eva.OpenAsync(finn);
        await eva.SendAsync("before I lost everything");
        await finn.OpenAsync(eva);
        await finn.SeesAsync("before I lost everything");

        await using var again = await ChatUser.NobodyAsync(fixture, eva.DisplayName, eva.Username);
        await again.SignInAsync();
        await again.StartOverAsync();
        var desk = await fixture.DeskAsync("/admin/requests");
        await desk.GetByRole(AriaRole.Row, new() { Name = eva.DisplayName }).GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await again.SaveRecoveryCodeAsync();
        await desk.GotoAsync("/chat");

        await Expect(finn.Page.GetByText("Eva Ernst has started over").First).ToBeVisibleAsync();
        await Expect(eva.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/blocked"), new() { Timeout = 10_000 });
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_are_answered_alike_and_nothing_typed_is_lost()
    {
        var somebody = await fixture.SomebodyAsync();
        await using var gus = await ChatUser.NobodyAsync(fixture, somebody.DisplayName, somebody.Username);
        await gus.SignInAsync("not the password");
        var wrong = await gus.Page.GetByRole(AriaRole.Alert).First.InnerTextAsync();
        await Expect(gus.Page.GetByLabel("Username", new() { Exact = true })).ToHaveValueAsync(gus.Username);

        await using var nobody = await ChatUser.NobodyAsync(fixture, "Nobody", "nobody-at-all");
        await nobody.SignInAsync();

        (await nobody.Page.GetByRole(AriaRole.Alert).First.InnerTextAsync()).ShouldBe(wrong);
    }

    /// <summary>The ids of somebody's keys that messages are encrypted to, the older device's first.</summary>
    private async Task<string[]> EncryptionKeysAsync(string username)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(fixture.Host.Data, "chat.db")}");
        await database.OpenAsync();
        await using var ask = database.CreateCommand();
        ask.CommandText = "select k.Kid from certified_keys k join certificates c on c.Kid = k.Kid join users u on u.Id = k.User where u.Username = $name and k.Use = 'Enc' and k.Device <> 'recovery' order by c.IssuedSeq";
        ask.Parameters.AddWithValue("$name", username);
        var kids = new List<string>();
        await using var rows = await ask.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            kids.Add(rows.GetString(0));
        return [.. kids];
    }
}
