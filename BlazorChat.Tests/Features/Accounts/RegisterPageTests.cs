using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Directories.Embedded;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Tests.Features.Accounts;

public class RegisterPageTests
{
    [Fact]
    public async Task Who_registers_is_signed_in_and_led_to_this_device()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        var answer = await SubmitAsync(client, await client.PageAsync("/register?return=%2Fchat%2Fu%2F1"));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/device?return=%2Fchat%2Fu%2F1", answer.Next());
        var me = await client.GetFromJsonAsync<JsonElement>("/api/me");
        Assert.Equal(("alice", "Alice Example", false), (me.GetProperty("username").GetString(), me.GetProperty("name").GetString(), me.GetProperty("admin").GetBoolean()));
        Assert.Equal("Alice Example", Assert.Single(host.People.Current.ByName).DisplayName);
    }

    [Fact]
    public async Task The_rules_are_said_before_the_mistake()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        var page = await client.PageAsync("/register");

        Assert.Contains("2 to 32", page.Description("Username"), StringComparison.Ordinal);
        Assert.Contains("2 to 40", page.Description("Display name"), StringComparison.Ordinal);
        Assert.Contains("At least 8 characters", page.Description("Password"), StringComparison.Ordinal);
        Assert.Equal("username", page.Field("Username").Autocomplete);
        Assert.Equal("new-password", page.Field("Password").Autocomplete);
        Assert.Equal("new-password", page.Field("Confirm password").Autocomplete);
        Assert.Equal(("password", "password"), (page.Field("Password").Type, page.Field("Confirm password").Type));
        Assert.True(page.Field("Username").HasAttribute("autofocus"));
        Assert.False(page.Field("Password").HasAttribute("maxlength")); // a browser would cut a pasted password silently
    }

    [Fact]
    public async Task After_a_mistake_what_was_typed_stays_but_never_a_password()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        var answer = await SubmitAsync(client, await client.PageAsync("/register"), username: "alice", name: "Ali\u202Ece", password: "password1");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.Equal("alice", page.Field("Username").Value);
        Assert.Equal("Ali\u202Ece", page.Field("Display name").Value);
        Assert.Equal("", page.Field("Password").Value);
        Assert.Equal("", page.Field("Confirm password").Value);
        Assert.DoesNotContain("password1", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.Equal("true", page.Field("Display name").GetAttribute("aria-invalid"));
        Assert.Null(page.Field("Username").GetAttribute("aria-invalid"));
        Assert.StartsWith("This name contains characters that cannot be seen", page.Description("Display name"), StringComparison.Ordinal);
        Assert.StartsWith("This password is among the first", page.Description("Password"), StringComparison.Ordinal);
        Assert.Equal(page.Field("Display name"), Assert.Single(page.QuerySelectorAll("[autofocus]")));
        Assert.NotNull(page.Alert());
    }

    [Theory]
    [InlineData("1alice", "Alice", AccountsHost.Password, "Username", "Only letters a to z")]
    [InlineData("", "Alice", AccountsHost.Password, "Username", "Choose a username")]
    [InlineData("bob", "Alice", AccountsHost.Password, "Username", "This username is taken")]
    [InlineData("BOB", "Alice", AccountsHost.Password, "Username", "This username is taken")]
    [InlineData("alice'; DROP TABLE users;--", "Alice", AccountsHost.Password, "Username", "Only letters a to z")]
    [InlineData("alice", "A", AccountsHost.Password, "Display name", "A display name has at least 2")]
    [InlineData("alice", "Аlice", AccountsHost.Password, "Display name", "This name mixes letters")]
    [InlineData("alice", "Alice", "short", "Password", "This password is too short. Use at least 8")]
    [InlineData("alice", "Alice", "", "Password", "Choose a password")]
    [InlineData("alice", "Alice", "alice12345", "Password", "This password is your name")]
    public async Task Each_mistake_is_said_beside_its_field(string username, string name, string password, string label, string sentence)
    {
        await using var host = await AccountsHost.StartAsync();
        await host.AddAsync("bob");
        using var client = host.Client();

        var page = await (await SubmitAsync(client, await client.PageAsync("/register"), username, name, password)).DocumentAsync();

        Assert.StartsWith(sentence, page.Description(label), StringComparison.Ordinal);
        Assert.Equal(page.Field(label), Assert.Single(page.QuerySelectorAll("[aria-invalid]")));
    }

    [Fact]
    public async Task Ten_thousand_characters_in_every_field_are_answered_with_sentences()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        var flood = new string('x', 10_000);

        var answer = await SubmitAsync(client, await client.PageAsync("/register"), flood, flood, flood);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.StartsWith("A username has at most 32", page.Description("Username"), StringComparison.Ordinal);
        Assert.StartsWith("A display name has at most 40", page.Description("Display name"), StringComparison.Ordinal);
        Assert.StartsWith("This password is too long. Use at most 256", page.Description("Password"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_in_a_name_stays_a_name()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        const string name = "<img src=x onerror=alert(1)>";

        var refused = await SubmitAsync(client, await client.PageAsync("/register"), username: "<b>", name: name);
        Assert.Empty((await refused.DocumentAsync()).QuerySelectorAll("main img"));
        await SubmitAsync(client, await client.PageAsync("/register"), name: name);

        Assert.Equal(name, (await client.GetFromJsonAsync<JsonElement>("/api/me")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Two_different_passwords_are_noticed_before_anything_is_created()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        var answer = await client.SubmitAsync(await client.PageAsync("/register"), "Create account",
            ("Username", "alice"), ("Display name", "Alice Example"), ("Password", AccountsHost.Password), ("Confirm password", AccountsHost.Password + "x"));

        Assert.Equal("The two passwords are not the same.", (await answer.DocumentAsync()).Description("Confirm password"));
        await using var database = await host.DatabaseAsync();
        Assert.False(await database.Set<Account>().AnyAsync());
    }

    [Fact]
    public async Task A_registration_through_the_administrators_link_makes_an_administrator_once()
    {
        await using var host = await AccountsHost.StartAsync();
        var link = (await host.FirstAdministrator.LinkAsync(default))!;
        using var client = host.Client();
        var login = await client.PageAsync(link);
        Assert.Contains("administrator of this installation", login.Body!.TextContent, StringComparison.Ordinal);

        var register = login.QuerySelectorAll("a").Single(element => element.TextContent == "Create an account").GetAttribute("href")!;
        await SubmitAsync(client, await client.PageAsync(register));

        Assert.True((await client.GetFromJsonAsync<JsonElement>("/api/me")).GetProperty("admin").GetBoolean());
        Assert.Null(await host.FirstAdministrator.LinkAsync(default));
        using var second = host.Client();
        Assert.Contains("has been used or replaced", (await second.PageAsync(register)).Body!.TextContent, StringComparison.Ordinal);
        await SubmitAsync(second, await second.PageAsync(register), username: "bob");
        Assert.False((await second.GetFromJsonAsync<JsonElement>("/api/me")).GetProperty("admin").GetBoolean());
    }

    [Fact]
    public async Task One_address_creates_so_many_accounts_an_hour()
    {
        await using var host = await AccountsHost.StartAsync();
        var throttle = host.Services.GetRequiredService<RegistrationThrottle>();
        for (var i = 0; i < RateLimits.RegistrationPerAddress.Count; i++)
            Assert.Null(throttle.Begin("192.0.2.1"));
        using var client = host.Client("192.0.2.1");
        using var neighbour = host.Client("192.0.2.2");

        var answer = await SubmitAsync(client, await client.PageAsync("/register"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromHours(1), answer.Headers.RetryAfter!.Delta);
        Assert.Contains("Try again in 60 minutes", (await answer.DocumentAsync()).Alert()!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await SubmitAsync(neighbour, await neighbour.PageAsync("/register"))).StatusCode);
    }

    [Fact]
    public async Task Without_its_antiforgery_token_the_form_does_nothing()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        var page = await client.PageAsync("/register");
        page.QuerySelector("input[name=__RequestVerificationToken]")!.Remove();

        var answer = await SubmitAsync(client, page);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(host.People.Current.ByName);
    }

    [Fact]
    public async Task The_page_speaks_French()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        var page = await client.PageAsync("/register", "fr");

        Assert.Equal("fr", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("Créer votre compte", page.Heading());
        Assert.Contains("Au moins 8 caractères", page.Description("Mot de passe"), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> SubmitAsync(
        HttpClient client, AngleSharp.Html.Dom.IHtmlDocument page, string username = "alice", string name = "Alice Example", string password = AccountsHost.Password) =>
        client.SubmitAsync(page, "Create account", ("Username", username), ("Display name", name), ("Password", password), ("Confirm password", password));
}
