using System.Net;
using System.Net.Http.Json;
using AngleSharp.Html.Dom;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Tests.Features.Accounts;

public class PasswordPageTests
{
    private const string New = "another horse, another battery";
    private static readonly string[] Labels = ["Current password", "New password", "Confirm password"];

    [Fact]
    public async Task Who_changes_it_stays_here_leaves_everywhere_else_and_signs_in_with_the_new_one()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.SignedInAsync("alice");
        var (_, bob) = await host.SignedInAsync("bob");
        using var elsewhere = host.Client();
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(elsewhere, AccountsHost.Password)).StatusCode);
        var ended = new List<SessionEnded>();
        using var watching = host.Sessions.OnEnded(ended.Add);

        var answer = await SubmitAsync(client);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.StartsWith("Your password is changed.", page.QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("main form"));
        Assert.Equal(SessionEndReason.PasswordChanged, Assert.Single(ended).Reason);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(elsewhere, AccountsHost.Password)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(elsewhere, New)).StatusCode);
    }

    [Theory]
    [InlineData("", New, New, "Current password", "Enter the password you have now")]
    [InlineData("wrong", New, New, "Current password", "This is not your current password")]
    [InlineData(AccountsHost.Password, "short", "short", "New password", "This password is too short. Use at least 8")]
    [InlineData(AccountsHost.Password, "", "", "New password", "Choose a password")]
    [InlineData(AccountsHost.Password, "alice12345", "alice12345", "New password", "This password is your name")]
    [InlineData(AccountsHost.Password, AccountsHost.Password, AccountsHost.Password, "New password", "This is the password you have now")]
    [InlineData(AccountsHost.Password, New, "another", "Confirm password", "The two passwords are not the same")]
    public async Task Each_mistake_is_said_beside_its_field_and_nothing_changes(string old, string chosen, string confirmed, string label, string sentence)
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.SignedInAsync("alice");
        using var elsewhere = host.Client();
        await SignInAsync(elsewhere, AccountsHost.Password);

        var answer = await SubmitAsync(client, old, chosen, confirmed);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.StartsWith(sentence, page.Description(label), StringComparison.Ordinal);
        Assert.Equal(page.Field(label), Assert.Single(page.QuerySelectorAll("[aria-invalid]")));
        Assert.Equal(page.Field(label), Assert.Single(page.QuerySelectorAll("[autofocus]")));
        Assert.All(Labels, field => Assert.Equal("", page.Field(field).Value));
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(elsewhere, AccountsHost.Password)).StatusCode);
    }

    [Fact]
    public async Task Guesses_at_the_old_password_count_with_those_at_sign_in()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.SignedInAsync("alice");
        for (var i = 0; i < RateLimits.SignInPerNameAndAddress.Count; i++)
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SubmitAsync(client, $"guess {i}")).StatusCode);

        var answer = await SubmitAsync(client);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.StartsWith("Too many attempts", (await answer.DocumentAsync()).Alert(), StringComparison.Ordinal);
        using var elsewhere = host.Client();
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignInAsync(elsewhere, AccountsHost.Password)).StatusCode);
        using var away = host.Client("198.51.100.7");
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(away, AccountsHost.Password)).StatusCode); // unchanged
    }

    [Fact]
    public async Task Password_managers_find_their_way_and_both_languages_are_there()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.SignedInAsync("alice");

        var page = await client.PageAsync("/password");

        Assert.Equal("current-password", page.Field("Current password").Autocomplete);
        Assert.Equal("new-password", page.Field("New password").Autocomplete);
        Assert.Equal("new-password", page.Field("Confirm password").Autocomplete);
        Assert.Equal("alice", ((IHtmlInputElement)page.QuerySelector("[autocomplete=username]")!).Value);
        Assert.Contains("At least 8 characters", page.Description("New password"), StringComparison.Ordinal);
        Assert.Equal("Changer votre mot de passe", (await client.PageAsync("/password", "fr")).Heading());
    }

    [Fact]
    public async Task Nobody_gets_there_without_a_session()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        Assert.Equal("/login?return=%2Fpassword", (await client.GetAsync("/password")).Next());
    }

    [Fact]
    public async Task No_password_is_in_the_logs()
    {
        using var logs = new LogLines();
        await using var host = await AccountsHost.StartAsync(services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs)));
        var (_, client) = await host.SignedInAsync("alice");

        await SubmitAsync(client, "a wrong guess at it");
        await SubmitAsync(client);

        Assert.Contains(logs.All, line => line.Contains("has a new password", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.All, line => line.Contains(New, StringComparison.Ordinal) || line.Contains("a wrong guess at it", StringComparison.Ordinal) || line.Contains(AccountsHost.Password, StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient client, string old = AccountsHost.Password, string chosen = New, string? confirmed = null) =>
        await client.SubmitAsync(await client.PageAsync("/password"), "Change password", ("Current password", old), ("New password", chosen), ("Confirm password", confirmed ?? chosen));

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string password) =>
        client.PostAsJsonAsync("/api/sign-in", new { username = "alice", password });
}
