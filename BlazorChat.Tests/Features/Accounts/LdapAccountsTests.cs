using System.Net;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.Features.Accounts;

/// <summary>The pages of accounts on an organisation's directory.</summary>
[Collection(SlapdTests.Name)]
public sealed class LdapAccountsTests(SlapdFixture fixture)
{
    private const string Password = "Correct-Horse-7-battery";

    [Fact]
    public async Task Who_registers_in_the_browser_is_in_the_directory_and_signs_in_again()
    {
        await using var host = await StartAsync(fixture.Server);
        using var client = host.Client();
        var page = await client.PageAsync("/register");
        Assert.Contains("Your organisation’s rules for passwords apply", page.Description("Password"), StringComparison.Ordinal);

        var answer = await client.SubmitAsync(
            page, "Create account", ("Username", "page-ann"), ("Display name", "Ann Page"), ("Password", Password), ("Confirm password", Password));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var seen = await fixture.Server.SearchAsync("(uid=page-ann)", "objectClass", "displayName", "entryUUID");
        Assert.Contains("objectClass: inetOrgPerson\n", seen, StringComparison.Ordinal);
        Assert.Contains("displayName: Ann Page\n", seen, StringComparison.Ordinal);
        Assert.Contains($"entryUUID: {host.People.Current.ByName.Single(person => person.Username == "page-ann").Id}\n", seen, StringComparison.Ordinal);
        using var again = host.Client();
        Assert.Equal(HttpStatusCode.Found, (await SignInAsync(again, "page-ann")).StatusCode);
    }

    [Theory]
    [InlineData("en", "shorter than your organisation’s rules allow")]
    [InlineData("fr", "plus court que ce que permettent les règles de votre organisation")]
    public async Task The_policys_refusal_is_said_beside_the_field(string language, string sentence)
    {
        await using var host = await StartAsync(fixture.Server);
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        var (create, username, displayName, password, confirm) = language == "fr"
            ? ("Créer le compte", "Nom d’utilisateur", "Nom affiché", "Mot de passe", "Confirmer le mot de passe")
            : ("Create account", "Username", "Display name", "Password", "Confirm password");

        var answer = await client.SubmitAsync(
            await client.PageAsync("/register", language), create, (username, $"short-{language}"), (displayName, "Ann Short"), (password, "Ab1"), (confirm, "Ab1"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(sentence, (await answer.DocumentAsync()).Description(password), StringComparison.Ordinal);
        Assert.Equal("", await fixture.Server.SearchAsync($"(uid=short-{language})"));
    }

    [Fact]
    public async Task A_service_account_without_rights_is_said_to_be_no_matter_of_trying_again()
    {
        await using var host = await StartAsync(fixture.Server, ("BindDn", SlapdServer.LimitedDn));
        using var client = host.Client();

        var answer = await client.SubmitAsync(
            await client.PageAsync("/register"), "Create account", ("Username", "norights-ann"), ("Display name", "Ann"), ("Password", Password), ("Confirm password", Password));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("did not let this chat create an account", (await answer.DocumentAsync()).Alert(), StringComparison.Ordinal);
        Assert.Equal("", await fixture.Server.SearchAsync("(uid=norights-ann)"));
    }

    [Fact]
    public async Task Who_changes_their_password_in_the_browser_changes_it_in_the_directory_by_its_rules()
    {
        await using var host = await StartAsync(fixture.Server);
        using var client = host.Client();
        await client.SubmitAsync(await client.PageAsync("/register"), "Create account", ("Username", "change-ann"), ("Display name", "Ann Change"), ("Password", Password), ("Confirm password", Password));

        var weak = await ChangeAsync(client, "Ab1");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.StatusCode);
        Assert.Contains("shorter than your organisation’s rules allow", (await weak.DocumentAsync()).Description("New password"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(client, "Another-Horse-8-battery")).StatusCode);

        using var again = host.Client();
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(again, "change-ann")).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await SignInAsync(again, "change-ann", "Another-Horse-8-battery")).StatusCode);
    }

    [Fact]
    public async Task Each_reason_of_the_directory_leads_to_its_page()
    {
        await using var host = await StartAsync(fixture.Server);
        using var client = host.Client();
        foreach (var (name, policy) in new[] { ("page-must", $"pwdPolicySubentry: {SlapdServer.MustChangePolicy}\npwdReset: TRUE\n"), ("page-gone", "pwdAccountLockedTime: 000001010000Z\n") })
            await fixture.Server.ChangeAsync($"dn: uid={name},{SlapdServer.PeopleDn}\nobjectClass: inetOrgPerson\nuid: {name}\ncn: Ann\nsn: Ann\nuserPassword: {Password}\n{policy}");

        Assert.Equal("/blocked?reason=must-change", (await SignInAsync(client, "page-must")).Next());
        Assert.Equal("/blocked?reason=disabled", (await SignInAsync(client, "page-gone")).Next());
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(client, "page-nobody")).StatusCode);
    }

    [Fact]
    public async Task A_directory_that_is_silent_is_said_to_be_and_those_inside_stay()
    {
        await using var server = await SlapdServer.StartAsync();
        await using var host = await StartAsync(server, ("Timeout", "1"));
        using var inside = host.Client();
        await inside.SubmitAsync(await inside.PageAsync("/register"), "Create account", ("Username", "calm-ann"), ("Display name", "Ann Calm"), ("Password", Password), ("Confirm password", Password));

        await server.PauseAsync();
        using var outside = host.Client();
        var answer = await SignInAsync(outside, "calm-ann");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("does not answer", (await answer.DocumentAsync()).Alert(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await inside.GetAsync("/api/me")).StatusCode);
        await server.ContinueAsync();
    }

    private static Task<AccountsHost> StartAsync(SlapdServer server, params (string, string?)[] more) => AccountsHost.StartAsync(services =>
        services.AddLdapDirectory(LdapClient.Configuration([.. LdapClient.SettingsFor(server), .. more]), AppContext.BaseDirectory));

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string username, string password = Password) =>
        await client.SubmitAsync(await client.PageAsync("/login"), "Sign in", ("Username", username), ("Password", password));

    private static async Task<HttpResponseMessage> ChangeAsync(HttpClient client, string chosen) => await client.SubmitAsync(
        await client.PageAsync("/password"), "Change password", ("Current password", Password), ("New password", chosen), ("Confirm password", chosen));
}
