using System.Net;
using System.Net.Http.Json;
using AngleSharp.Html.Dom;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Tests.Features.Accounts;

public class NewPasswordByLinkTests
{
    private const string New = "another horse, another battery";
    private static readonly Guid Actor = Guid.NewGuid();

    [Fact]
    public async Task The_link_sets_a_new_password_once_and_ends_every_session_of_that_person()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, alice) = await host.SignedInAsync("alice");
        var (_, bob) = await host.SignedInAsync("bob");
        var link = await MakeAsync(host, user);
        using var client = host.Client();
        var page = await client.PageAsync(link);
        Assert.Contains("alice Example", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("alice", ((IHtmlInputElement)page.QuerySelector("[autocomplete=username]")!).Value);

        var answer = await SubmitAsync(client, page, New);

        Assert.StartsWith("Your new password is set", (await answer.DocumentAsync()).QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await alice.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me")).StatusCode); // it signs nobody in
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(client, AccountsHost.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client, New)).StatusCode);
        await SaysGoneAsync(host, link);
    }

    [Theory]
    [InlineData("short", "short", "New password", "This password is too short")]
    [InlineData("", "", "New password", "Choose a password")]
    [InlineData("alice12345", "alice12345", "New password", "This password is your name")]
    [InlineData(New, "another", "Confirm password", "The two passwords are not the same")]
    public async Task A_mistake_is_said_beside_its_field_and_leaves_the_link_open(string chosen, string confirmed, string label, string sentence)
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, alice) = await host.SignedInAsync("alice");
        var link = await MakeAsync(host, user);
        using var client = host.Client();

        var answer = await SubmitAsync(client, await client.PageAsync(link), chosen, confirmed);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.StartsWith(sentence, page.Description(label), StringComparison.Ordinal);
        Assert.Equal(page.Field(label), Assert.Single(page.QuerySelectorAll("[autofocus]")));
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SubmitAsync(client, page, New)).StatusCode);
    }

    [Fact]
    public async Task Of_many_who_use_one_link_at_once_one_sets_the_password()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        using var client = host.Client();
        var page = await client.PageAsync(await MakeAsync(host, user));

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => SubmitAsync(client, page, $"{New} {i}")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.Gone));
    }

    [Fact]
    public async Task A_link_ends_after_a_day_with_a_newer_one_with_a_change_of_the_password_and_with_the_account()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, alice) = await host.SignedInAsync("alice");

        var first = await MakeAsync(host, user);
        var second = await MakeAsync(host, user);
        await SaysGoneAsync(host, first);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await SaysGoneAsync(host, second);

        var third = await MakeAsync(host, user);
        await alice.SubmitAsync(await alice.PageAsync("/password"), "Change password", ("Current password", AccountsHost.Password), ("New password", New), ("Confirm password", New));
        await SaysGoneAsync(host, third);

        var fourth = await MakeAsync(host, user);
        using var client = host.Client();
        var page = await client.PageAsync(fourth);
        await host.Accounts.DisableAsync(user, Actor, default);
        await SaysGoneAsync(host, fourth);
        Assert.Equal(HttpStatusCode.Gone, (await SubmitAsync(client, page, New)).StatusCode);
        Assert.Null(await host.Links.MakePasswordLinkAsync(user, Actor, default));
        Assert.Null(await host.Links.MakePasswordLinkAsync(Guid.NewGuid(), Actor, default));
    }

    [Fact]
    public async Task An_invitation_sets_no_password()
    {
        await using var host = await AccountsHost.StartAsync(registration: RegistrationMode.Invitation);
        var link = await host.Links.InviteAsync("", TimeSpan.FromDays(7), Actor, default);
        await SaysGoneAsync(host, link.Replace("/register?invitation=", "/new-password?link=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tries_from_one_address_are_limited()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        using var client = host.Client();
        var page = await client.PageAsync(await MakeAsync(host, user));
        for (var i = 0; i < RateLimits.RegistrationPerAddress.Count; i++)
            host.Services.GetRequiredService<RegistrationThrottle>().Begin("192.0.2.1");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await SubmitAsync(client, page, New)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client, AccountsHost.Password)).StatusCode); // unchanged
    }

    [Fact]
    public async Task The_log_says_who_made_the_link_and_whose_password_was_set_and_no_secret()
    {
        using var logs = new LogLines();
        await using var host = await AccountsHost.StartAsync(services => services.AddLogging(logging => logging.AddProvider(logs)));
        var (user, _) = await host.SignedInAsync("alice");
        var link = await MakeAsync(host, user);
        await using var database = await host.DatabaseAsync();
        var stored = await database.Set<OneTimeLink>().SingleAsync();
        using var client = host.Client();

        await SubmitAsync(client, await client.PageAsync(link), New);

        Assert.Contains($"Link {stored.Id} for a new password of account {user} was made by {Actor}.", logs.All);
        Assert.Contains($"Account {user} has a new password, set by link {stored.Id} that {Actor} made; its sessions ended.", logs.All);
        Assert.DoesNotContain(logs.All, line => line.Contains(New, StringComparison.Ordinal) || line.Contains(stored.Hash, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_an_organisation_keeps_the_passwords_there_are_no_links_for_them()
    {
        await using var host = await AccountsHost.StartAsync(services => services.RemoveAll<IOwnAccounts>());
        var (user, _) = await host.SignedInAsync("alice");

        Assert.Null(await host.Links.MakePasswordLinkAsync(user, Actor, default));
        using var client = host.Client();
        Assert.DoesNotContain("Forgotten", (await client.PageAsync("/login")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal((1, "Passwords are kept by the organisation’s directory: set a new one there."), await CommandAsync(host, "alice"));
    }

    [Fact]
    public async Task The_command_on_the_host_prints_a_link_that_works()
    {
        await using var host = await AccountsHost.StartAsync(services => services.Configure<OriginOptions>(options => options.Origin = "http://localhost"));
        await host.SignedInAsync("alice");
        var (gone, _) = await host.SignedInAsync("bob");
        await host.Accounts.DisableAsync(gone, Actor, default);

        Assert.Equal((1, "Nobody called nobody has signed in here."), await CommandAsync(host, "nobody"));
        Assert.Equal((1, "The account bob is disabled. Let an administrator enable it first."), await CommandAsync(host, "bob"));
        var (code, printed) = await CommandAsync(host, "alice");

        Assert.Equal(0, code);
        using var client = host.Client();
        var link = printed.Split('\n')[1];
        Assert.StartsWith("http://localhost/new-password?link=", link, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await SubmitAsync(client, await client.PageAsync(link["http://localhost".Length..]), New)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client, New)).StatusCode);
    }

    private static async Task<string> MakeAsync(AccountsHost host, Guid user) => (await host.Links.MakePasswordLinkAsync(user, Actor, default))!;

    private static async Task<(int, string)> CommandAsync(AccountsHost host, string username)
    {
        await using var output = new StringWriter();
        var code = await PasswordLinkCommand.RunAsync(host.Services, username, output, default);
        return (code, output.ToString().Trim());
    }

    private static async Task SaysGoneAsync(AccountsHost host, string link)
    {
        using var client = host.Client();
        var answer = await client.GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.Equal("This link no longer works", page.Heading());
        Assert.Empty(page.QuerySelectorAll("main form"));
    }

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient client, IHtmlDocument page, string chosen, string? confirmed = null) =>
        client.SubmitAsync(page, "Set password", ("New password", chosen), ("Confirm password", confirmed ?? chosen));

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string password) =>
        client.PostAsJsonAsync("/api/sign-in", new { username = "alice", password });
}
