using System.Net;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace BlazorChat.Tests.Features.Accounts;

public class LoginPageTests
{
    [Theory]
    [InlineData("/login", "/device")]
    [InlineData("/login?return=%2Fchat%2Fc%2Fabc%3Fat%3D1", "/device?return=%2Fchat%2Fc%2Fabc%3Fat%3D1")]
    [InlineData("/login?return=https%3A%2F%2Fevil.example%2F", "/device")]
    [InlineData("/login?return=%2F%2Fevil.example", "/device")]
    [InlineData("/login?return=%2F%5Cevil.example", "/device")]
    public async Task The_right_password_leads_to_the_device_and_never_to_another_site(string path, string next)
    {
        await using var host = await AccountsHost.StartAsync();
        await host.AddAsync("alice");
        using var client = host.Client();

        var answer = await SubmitAsync(client, await client.PageAsync(path));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(next, answer.Next());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me")).StatusCode);
    }

    [Fact]
    public async Task A_wrong_password_keeps_the_username_and_asks_for_the_password()
    {
        await using var host = await AccountsHost.StartAsync();
        await host.AddAsync("alice");
        using var client = host.Client();

        var answer = await SubmitAsync(client, await client.PageAsync("/login"), "Alice", "not the password");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.Equal("The username or the password is wrong.", page.Alert());
        Assert.Equal("Alice", page.Field("Username").Value);
        Assert.Equal("", page.Field("Password").Value);
        Assert.Equal(page.Field("Password"), Assert.Single(page.QuerySelectorAll("[autofocus]")));
        Assert.Equal("current-password", page.Field("Password").Autocomplete);
    }

    [Fact]
    public async Task Too_many_wrong_passwords_are_told_how_long_to_wait()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        var page = await client.PageAsync("/login");
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await SubmitAsync(client, page)).StatusCode);
        host.Clock.Advance(TimeSpan.FromMinutes(5));

        var answer = await SubmitAsync(client, page);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(10), answer.Headers.RetryAfter!.Delta);
        Assert.Equal("Too many attempts. Try again in 10 minutes.", (await answer.DocumentAsync()).Alert());
    }

    [Theory]
    [InlineData(SignInRefusal.Locked, "locked", "This account is locked")]
    [InlineData(SignInRefusal.Expired, "expired", "This account or its password has expired")]
    [InlineData(SignInRefusal.MustChange, "must-change", "Your password must be changed first")]
    [InlineData(SignInRefusal.Disabled, "disabled", "This account is disabled")]
    [InlineData(SignInRefusal.NotAllowed, "not-allowed", "You are not among the people of this chat")]
    public async Task What_the_directory_blocks_is_said_on_a_page_of_its_own(SignInRefusal refusal, string reason, string heading)
    {
        await using var host = await AccountsHost.StartAsync(services => services.AddSingleton(Refusing(refusal)));
        using var client = host.Client();

        var answer = await SubmitAsync(client, await client.PageAsync("/login"));

        Assert.Equal($"/blocked?reason={reason}", answer.Next());
        var page = await client.PageAsync($"/blocked?reason={reason}");
        Assert.Equal(heading, page.Heading());
        Assert.NotNull(page.QuerySelector("main a[href='/login']"));
    }

    [Fact]
    public async Task A_directory_that_does_not_answer_is_said_and_does_not_count_as_a_failure()
    {
        await using var host = await AccountsHost.StartAsync(services => services.AddSingleton(Refusing(SignInRefusal.Unreachable)));
        using var client = host.Client();
        var page = await client.PageAsync("/login");

        for (var i = 0; i < 20; i++)
        {
            var answer = await SubmitAsync(client, page);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("does not answer", (await answer.DocumentAsync()).Alert()!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_directory_that_takes_no_registrations_is_not_offered_for_them()
    {
        await using var host = await AccountsHost.StartAsync(services => services.AddSingleton(Refusing(SignInRefusal.Unreachable)));
        using var client = host.Client();

        Assert.Null((await client.PageAsync("/login")).QuerySelector("a[href^='/register']"));
        var register = await client.PageAsync("/register");
        Assert.Null(register.QuerySelector("main form"));
        Assert.Contains("Accounts are not created here", register.Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "This form was not taken")]
    [InlineData("fr", "Ce formulaire n’a pas été accepté")]
    public async Task A_form_that_cannot_be_taken_is_answered_with_a_page_that_leads_back_to_it(string language, string heading)
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        var page = await client.PageAsync("/login?return=%2Fchat", language);
        var token = page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        KeyValuePair<string, string>[] handler = [new("_handler", "login"), new("Form.Username", "alice")];

        HttpResponseMessage[] refused =
        [
            await PostAsync([.. handler]), // its token too old, or gone
            await PostAsync([.. handler, new("__RequestVerificationToken", token), new("Form.Password", "with\0NUL")]),
        ];

        foreach (var answer in refused)
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var shown = await answer.DocumentAsync();
            Assert.Equal(heading, shown.Heading());
            Assert.NotNull(shown.QuerySelector("main a[href='/login?return=%2Fchat']"));
        }

        Task<HttpResponseMessage> PostAsync(KeyValuePair<string, string>[] form) => client.PostAsync("/login?return=%2Fchat", new FormUrlEncodedContent(form));
    }

    [Fact]
    public async Task Who_is_signed_in_already_goes_on()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.SignedInAsync("alice");

        Assert.Equal("/device?return=%2Fchat", (await client.GetAsync("/login?return=%2Fchat")).Next());
        Assert.Equal("/device", (await client.GetAsync("/register")).Next());
    }

    [Fact]
    public async Task The_links_between_the_two_forms_keep_where_to_go()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        Assert.NotNull((await client.PageAsync("/login?return=%2Fchat")).QuerySelector("a[href='/register?return=%2Fchat']"));
        Assert.NotNull((await client.PageAsync("/register?return=%2Fchat")).QuerySelector("a[href='/login?return=%2Fchat']"));
    }

    [Fact]
    public async Task Signing_out_by_the_form_ends_the_session_and_needs_its_token()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.SignedInAsync("alice");
        var blocked = await client.PageAsync("/blocked?reason=hold");

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("/logout", content: null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me")).StatusCode);
        var answer = await client.SubmitAsync(blocked, "Sign out");

        Assert.Equal("/login", answer.Next());
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me")).StatusCode);
    }

    private static Task<HttpResponseMessage> SubmitAsync(
        HttpClient client, AngleSharp.Html.Dom.IHtmlDocument page, string username = "alice", string password = AccountsHost.Password) =>
        client.SubmitAsync(page, "Sign in", ("Username", username), ("Password", password));

    private static IUserDirectory Refusing(SignInRefusal refusal)
    {
        var directory = Substitute.For<IUserDirectory>();
        directory.Rules.Returns(new DirectoryRules(Registration: RegistrationMode.Off, CanDisable: false, MinPasswordLength: null, MaxPasswordLength: null));
        directory.SignInAsync(default!, default!, default).ReturnsForAnyArgs(new SignInResult.Refused(refusal));
        return directory;
    }
}
