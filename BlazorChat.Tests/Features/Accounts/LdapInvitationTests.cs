using System.Net;
using AngleSharp.Html.Dom;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.Features.Accounts;

/// <summary>Registration by an administrator's invitation into an organisation's directory: the pages, the real server, and what an outsider finds there.</summary>
public abstract class LdapInvitationContract
{
    private const string Password = "Correct-Horse-7-battery";

    protected abstract (string Key, string? Value)[] Settings { get; }

    /// <summary>Of people with this username, as ldapsearch prints it; empty: nobody.</summary>
    protected abstract Task<string> SearchAsync(string username, params string[] attributes);

    protected abstract string ObjectClass { get; }

    [Fact]
    public async Task An_invitation_makes_one_entry_whose_owner_signs_in_and_then_no_other()
    {
        await using var host = await StartAsync();
        var link = await InviteAsync(host);
        using var client = host.Client();
        using var other = host.Client();
        var open = await other.PageAsync(link);

        Assert.Equal("/device", (await SubmitAsync(client, await client.PageAsync(link), "inv-ann")).Next());

        var seen = await SearchAsync("inv-ann", "objectClass", "displayName");
        Assert.Contains($"objectClass: {ObjectClass}\n", seen, StringComparison.Ordinal);
        Assert.Contains("displayName: Alice Example\n", seen, StringComparison.Ordinal);
        using var later = host.Client();
        Assert.Equal(HttpStatusCode.Found, (await later.SubmitAsync(await later.PageAsync("/login"), "Sign in", ("Username", "inv-ann"), ("Password", Password))).StatusCode);

        Assert.Empty(await host.Links.InvitationsAsync(default));
        Assert.Equal(HttpStatusCode.Gone, (await other.GetAsync(link)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await SubmitAsync(other, open, "inv-ben")).StatusCode); // a page that was open before
        Assert.Equal("", await SearchAsync("inv-ben"));
    }

    [Fact]
    public async Task Without_an_invitation_nothing_is_offered_and_nothing_is_made()
    {
        await using var host = await StartAsync();
        var link = await InviteAsync(host);
        using var client = host.Client();
        var page = await client.PageAsync(link);
        foreach (var made in await host.Links.InvitationsAsync(default))
            await host.Links.WithdrawAsync(made.Id, Guid.NewGuid(), default);

        Assert.Empty((await client.PageAsync("/register")).QuerySelectorAll("form input[type=password]"));
        Assert.Equal(HttpStatusCode.Gone, (await SubmitAsync(client, page, "inv-eve")).StatusCode);
        Assert.Equal("", await SearchAsync("inv-eve"));
    }

    [Fact]
    public async Task What_the_servers_policy_refuses_leaves_the_invitation_and_no_entry()
    {
        await using var host = await StartAsync();
        var link = await InviteAsync(host);
        using var client = host.Client();

        var refused = await SubmitAsync(client, await client.PageAsync(link), "inv-cy", "Ab1");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("", await SearchAsync("inv-cy"));
        Assert.False(Assert.Single(await host.Links.InvitationsAsync(default)).IsInUse);
        Assert.Equal("/device", (await SubmitAsync(client, await refused.DocumentAsync(), "inv-cy")).Next());
    }

    [Fact]
    public async Task Of_many_who_use_one_invitation_at_once_one_is_in_the_directory()
    {
        await using var host = await StartAsync();
        using var client = host.Client();
        var page = await client.PageAsync(await InviteAsync(host));

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => SubmitAsync(client, page, $"inv-many{i}")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Found);
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.Gone));
        Assert.Single(await Task.WhenAll(Enumerable.Range(0, 5).Select(i => SearchAsync($"inv-many{i}", "displayName"))), found => found.Length > 0);
    }

    private Task<AccountsHost> StartAsync() => AccountsHost.StartAsync(services =>
        services.AddLdapDirectory(LdapClient.Configuration([.. Settings, ("Registration:Mode", "Invitation")]), AppContext.BaseDirectory));

    private static Task<string> InviteAsync(AccountsHost host) => host.Links.InviteAsync("", TimeSpan.FromDays(7), Guid.NewGuid(), default);

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient client, IHtmlDocument page, string username, string password = Password) => client.SubmitAsync(
        page, "Create account", ("Username", username), ("Display name", "Alice Example"), ("Password", password), ("Confirm password", password));
}

[Collection(SlapdTests.Name)]
public sealed class SlapdInvitationTests(SlapdFixture fixture) : LdapInvitationContract
{
    protected override (string Key, string? Value)[] Settings => LdapClient.SettingsFor(fixture.Server);

    protected override string ObjectClass => "inetOrgPerson";

    protected override Task<string> SearchAsync(string username, params string[] attributes) => fixture.Server.SearchAsync($"(uid={username})", attributes);
}

[Collection(SambaTests.Name)]
public sealed class SambaInvitationTests(SambaFixture fixture) : LdapInvitationContract
{
    protected override (string Key, string? Value)[] Settings => LdapClient.SettingsFor(fixture.Server);

    protected override string ObjectClass => "user";

    protected override async Task<string> SearchAsync(string username, params string[] attributes) =>
        (await fixture.Server.SearchAsync($"(sAMAccountName={username})", attributes)).Split("# refldap")[0]; // references of the domain
}
