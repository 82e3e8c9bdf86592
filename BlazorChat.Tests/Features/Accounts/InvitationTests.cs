using System.Net;
using AngleSharp.Html.Dom;
using BlazorChat.Directories;
using BlazorChat.Directories.Embedded;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace BlazorChat.Tests.Features.Accounts;

public class InvitationTests
{
    private static readonly Guid Actor = Guid.NewGuid();
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Fact]
    public async Task An_invitation_makes_one_account_and_then_says_that_it_is_used()
    {
        await using var host = await StartAsync();
        var link = await InviteAsync(host);
        using var client = host.Client();

        var answer = await SubmitAsync(client, await client.PageAsync(link), "alice");

        Assert.Equal("/device", answer.Next());
        Assert.Equal("alice", Assert.Single(host.People.Current.ByName).Username);
        Assert.Empty(await host.Links.InvitationsAsync(default));
        await SaysGoneAsync(host, link);
    }

    [Fact]
    public async Task Only_the_hash_of_a_token_is_stored_and_neither_token_nor_note_is_logged()
    {
        using var logs = new LogLines();
        await using var host = await StartAsync(services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(logs)));
        var link = await host.Links.InviteAsync("Zoe from accounting", Week, Actor, default);
        var token = link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..];
        Assert.Equal(43, token.Length); // 256 bits
        await using var database = await host.DatabaseAsync();
        var stored = await database.Set<OneTimeLink>().SingleAsync();
        Assert.NotEqual(token, stored.Hash);

        using var client = host.Client();
        await SubmitAsync(client, await client.PageAsync(link), "zoe");

        var user = Assert.Single(host.People.Current.ByName).Id;
        Assert.Contains(logs.All, line => line.StartsWith($"Invitation {stored.Id} was made by {Actor}", StringComparison.Ordinal));
        Assert.Contains($"Account {user} was registered by invitation {stored.Id} that {Actor} made.", logs.All);
        Assert.DoesNotContain(logs.All, line => line.Contains("accounting", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.All, line => line.Contains(token, StringComparison.Ordinal) && !line.StartsWith("Request ", StringComparison.Ordinal)); // the framework's own lines are off in appsettings.json
    }

    [Theory]
    [InlineData("bob", AccountsHost.Password, "Username")]
    [InlineData("alice", "short", "Password")]
    public async Task A_refused_registration_leaves_the_invitation_open(string username, string password, string label)
    {
        await using var host = await StartAsync();
        await host.AddAsync("bob");
        var link = await InviteAsync(host);
        using var client = host.Client();

        var refused = await SubmitAsync(client, await client.PageAsync(link), username, password);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var page = await refused.DocumentAsync();
        Assert.Equal(page.Field(label), Assert.Single(page.QuerySelectorAll("[aria-invalid]")));
        Assert.False(Assert.Single(await host.Links.InvitationsAsync(default)).IsInUse);
        Assert.Equal("/device", (await SubmitAsync(client, page, "alice")).Next());
    }

    public static TheoryData<string> Failures => ["unreachable", "not possible", "a fault"];

    [Theory, MemberData(nameof(Failures))]
    public async Task A_directory_that_fails_leaves_the_invitation_open(string how)
    {
        var directory = Substitute.For<IUserDirectory>();
        directory.Rules.Returns(new DirectoryRules(RegistrationMode.Invitation, CanDisable: false, MinPasswordLength: null, MaxPasswordLength: 256, IsShared: true));
        directory.ReadAsync(default, default).ReturnsForAnyArgs(new DirectoryReading.Unreachable(new DirectoryFault(null, DirectoryFinding.Silent, ["5"])));
        var works = false;
        directory.RegisterAsync(default!, default).ReturnsForAnyArgs(_ => how switch
        {
            _ when works => new RegistrationResult.Registered(new DirectoryUser(Guid.NewGuid(), "alice", "Alice Example", null, Disabled: false)),
            "unreachable" => new RegistrationResult.Unreachable(),
            "not possible" => new RegistrationResult.NotPossible(),
            _ => throw new IOException("disk full"),
        });
        await using var host = await AccountsHost.StartAsync(services => services.AddSingleton(directory));
        var link = await InviteAsync(host);
        using var client = host.Client();

        var answer = await SubmitAsync(client, await client.PageAsync(link), "alice");

        Assert.Equal(how == "a fault" ? HttpStatusCode.InternalServerError : HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.False(Assert.Single(await host.Links.InvitationsAsync(default)).IsInUse);
        works = true;
        Assert.Equal("/device", (await SubmitAsync(client, await client.PageAsync(link), "alice")).Next());
        await SaysGoneAsync(host, link);
    }

    [Fact]
    public async Task Of_many_who_use_one_invitation_at_once_one_gets_an_account()
    {
        await using var host = await StartAsync();
        var link = await InviteAsync(host);
        using var client = host.Client();
        var page = await client.PageAsync(link);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => SubmitAsync(client, page, $"user{i}")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Found);
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.Gone));
        await using var database = await host.DatabaseAsync();
        Assert.Equal(1, await database.Set<Account>().CountAsync());
    }

    [Fact]
    public async Task An_invitation_ends_when_it_was_said_to()
    {
        await using var host = await StartAsync();
        var link = await InviteAsync(host);
        using var client = host.Client();
        var page = await client.PageAsync(link);
        host.Clock.Advance(Week);

        Assert.Equal(HttpStatusCode.Gone, (await SubmitAsync(client, page, "alice")).StatusCode);
        Assert.Empty(await host.Links.InvitationsAsync(default));
        await SaysGoneAsync(host, link);
    }

    [Fact]
    public async Task A_withdrawn_invitation_opens_nothing_even_to_who_is_using_it()
    {
        var directory = Substitute.For<IUserDirectory>();
        directory.Rules.Returns(new DirectoryRules(RegistrationMode.Invitation, CanDisable: false, MinPasswordLength: null, MaxPasswordLength: null));
        await using var host = await AccountsHost.StartAsync(services => services.AddSingleton(directory));
        var link = await InviteAsync(host);
        var open = Assert.Single(await host.Links.InvitationsAsync(default));
        directory.RegisterAsync(default!, default).ReturnsForAnyArgs(_ => WithdrawnMeanwhileAsync());
        using var client = host.Client();

        await SubmitAsync(client, await client.PageAsync(link), "alice"); // refused, so the link would be open again

        await SaysGoneAsync(host, link);
        Assert.False(await host.Links.WithdrawAsync(open.Id, Actor, default));

        async Task<RegistrationResult> WithdrawnMeanwhileAsync()
        {
            Assert.True(Assert.Single(await host.Links.InvitationsAsync(default)).IsInUse);
            Assert.True(await host.Links.WithdrawAsync(open.Id, Actor, default));
            return new RegistrationResult.Unreachable();
        }
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --")]
    [InlineData("%00")]
    public async Task A_made_up_invitation_opens_nothing(string token)
    {
        await using var host = await StartAsync();
        await InviteAsync(host);
        await SaysGoneAsync(host, $"/register?invitation={token}");
    }

    [Fact]
    public async Task A_link_for_a_password_is_no_invitation()
    {
        await using var host = await StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        var link = (await host.Links.MakePasswordLinkAsync(user, Actor, default))!;
        await SaysGoneAsync(host, link.Replace("/new-password?link=", "/register?invitation=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_an_invitation_the_form_is_not_shown_and_what_is_posted_makes_nobody()
    {
        await using var host = await StartAsync();
        using var client = host.Client();
        var form = await client.PageAsync(await InviteAsync(host));

        var page = await client.PageAsync("/register");
        Assert.Empty(page.QuerySelectorAll("main form"));
        Assert.Contains("ask your administrator", page.Body!.TextContent, StringComparison.Ordinal);

        form.QuerySelector("main form")!.SetAttribute("action", "/register");
        await SubmitAsync(client, form, "mallory");
        Assert.Empty(host.People.Current.ByName);
        Assert.Single(await host.Links.InvitationsAsync(default));
    }

    [Theory]
    [InlineData(RegistrationMode.Open, "New here? Create an account")]
    [InlineData(RegistrationMode.Invitation, "ask your administrator for one")]
    [InlineData(RegistrationMode.Off, "Accounts are not created here")]
    public async Task The_sign_in_page_says_how_one_gets_an_account(RegistrationMode mode, string sentence)
    {
        await using var host = await AccountsHost.StartAsync(registration: mode);
        using var client = host.Client();

        var page = await client.PageAsync("/login");

        Assert.Contains(sentence, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(mode is RegistrationMode.Open, page.QuerySelectorAll("a").Any(link => link.TextContent == "Create an account"));
        Assert.Equal(mode is RegistrationMode.Open, (await client.PageAsync("/register")).QuerySelectorAll("main form").Length == 1);
    }

    [Theory]
    [InlineData(RegistrationMode.Invitation)]
    [InlineData(RegistrationMode.Off)]
    public async Task The_first_administrator_registers_by_their_own_link_and_nobody_else_by_it(RegistrationMode mode)
    {
        await using var host = await AccountsHost.StartAsync(registration: mode);
        var link = (await host.FirstAdministrator.LinkAsync(default))!;
        using var client = host.Client();
        var register = (await client.PageAsync(link)).QuerySelectorAll("a").Single(element => element.TextContent == "Create an account").GetAttribute("href")!;
        var page = await client.PageAsync(register);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => SubmitAsync(client, page, $"user{i}")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Found);
        Assert.True(Assert.Single(host.People.Current.ByName).IsAdmin);
    }

    [Fact]
    public async Task Tries_from_one_address_are_limited()
    {
        await using var host = await StartAsync();
        var link = await InviteAsync(host);
        using var client = host.Client();
        var page = await client.PageAsync(link);
        for (var i = 0; i < RateLimits.RegistrationPerAddress.Count; i++)
            host.Services.GetRequiredService<RegistrationThrottle>().Begin("192.0.2.1");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await SubmitAsync(client, page, "alice")).StatusCode);
        Assert.Single(await host.Links.InvitationsAsync(default));
    }

    [Fact]
    public async Task A_lifetime_nobody_offered_is_a_fault()
    {
        await using var host = await StartAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.Links.InviteAsync("", TimeSpan.FromDays(3650), Actor, default));
    }

    private static Task<AccountsHost> StartAsync(Action<IServiceCollection>? more = null) => AccountsHost.StartAsync(more, RegistrationMode.Invitation);

    private static Task<string> InviteAsync(AccountsHost host) => host.Links.InviteAsync("", Week, Actor, default);

    private static async Task SaysGoneAsync(AccountsHost host, string link)
    {
        using var client = host.Client();
        var answer = await client.GetAsync(link);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.Equal("This link no longer works", page.Heading());
        Assert.Empty(page.QuerySelectorAll("main form"));
    }

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient client, IHtmlDocument page, string username, string password = AccountsHost.Password) =>
        client.SubmitAsync(page, "Create account", ("Username", username), ("Display name", "Alice Example"), ("Password", password), ("Confirm password", password));
}
