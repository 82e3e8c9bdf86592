using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Tests.Features.Accounts;

public class SignInApiTests
{
    [Fact]
    public async Task The_right_password_gives_a_cookie_that_scripts_cannot_read()
    {
        await using var host = await AccountsHost.StartAsync();
        var user = await host.AddAsync("alice", "Alice Example");
        using var client = host.Client();

        var answer = await SignInAsync(client, "Alice ");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        var me = await client.GetFromJsonAsync<JsonElement>("/api/me");
        Assert.Equal(user.Id, me.GetProperty("user").GetGuid());
        Assert.Equal("alice", me.GetProperty("username").GetString());
        Assert.Equal("Alice Example", me.GetProperty("name").GetString());
        Assert.False(me.GetProperty("admin").GetBoolean());
        Assert.Equal(JsonValueKind.Null, me.GetProperty("device").ValueKind);
        Assert.Equal("http://localhost", me.GetProperty("boundTo").GetString());
    }

    [Fact]
    public async Task The_origin_that_is_configured_is_the_one_devices_are_bound_to()
    {
        await using var host = await AccountsHost.StartAsync(services => services.Configure<OriginOptions>(options => options.Origin = "https://chat.example.org"));
        var (_, client) = await host.SignedInAsync("alice");

        var me = await client.GetFromJsonAsync<JsonElement>("/api/me");

        Assert.Equal("https://chat.example.org", me.GetProperty("boundTo").GetString());
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("https://chat.example.org", true)]
    [InlineData("http://localhost:5000", true)]
    [InlineData("https://chat.example.org/", false)]
    [InlineData("chat.example.org", false)]
    public void An_origin_is_scheme_name_and_port(string? origin, bool right)
    {
        var result = new OriginOptionsCheck().Validate(null, new OriginOptions { Origin = origin });

        Assert.Equal(right, result.Succeeded);
        Assert.Equal(right, result.FailureMessage?.StartsWith("Devices:Origin is ", StringComparison.Ordinal) != true);
    }

    [Fact]
    public async Task The_cookie_is_secure_over_https()
    {
        await using var host = await AccountsHost.StartAsync();
        await host.AddAsync("alice");
        using var client = host.Client();
        client.BaseAddress = new Uri("https://localhost");

        var answer = await SignInAsync(client, "alice");

        Assert.Contains("; secure", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("alice", "wrong horse battery staple")]
    [InlineData("nobody", AccountsHost.Password)]
    [InlineData("", "")]
    [InlineData("' or 1=1 --", "' or 1=1 --")]
    [InlineData("alice\0", AccountsHost.Password)]
    [InlineData("alice", "\ud800 half a pair")]
    public async Task A_wrong_password_and_an_unknown_username_get_one_answer(string username, string password)
    {
        await using var host = await AccountsHost.StartAsync();
        await host.AddAsync("alice");
        using var client = host.Client();

        var answer = await client.PostAsync("/api/sign-in", Json($$"""{"username":{{Quote(username)}},"password":{{Quote(password)}}}"""));

        await AssertProblemAsync(answer, HttpStatusCode.Unauthorized, "wrong-credentials");
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("""{"username":"alice"}""")]
    [InlineData("""{"username":"alice","password":null}""")]
    [InlineData("""{"username":"alice","password":"x","admin":true}""")]
    [InlineData("""{"username":"alice","username":"alice","password":"x"}""")]
    [InlineData("""[]""")]
    [InlineData("")]
    public async Task A_body_of_another_form_is_refused(string body)
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        var answer = await client.PostAsync("/api/sign-in", Json(body));

        await AssertProblemAsync(answer, HttpStatusCode.BadRequest, "bad-request");
    }

    [Fact]
    public async Task Two_hundred_wrong_passwords_are_throttled_and_the_right_person_gets_in()
    {
        await using var host = await AccountsHost.StartAsync();
        await host.AddAsync("alice");
        using var attacker = host.Client("198.51.100.7");
        using var alice = host.Client();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => SignInAsync(attacker, "alice", $"guess number {i}")));

        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        var throttled = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.Equal(190, throttled.Count);
        await AssertProblemAsync(throttled[0], HttpStatusCode.TooManyRequests, "throttled");
        Assert.Equal(TimeSpan.FromMinutes(15), throttled[0].Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SignInAsync(attacker, "alice")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(alice, "alice")).StatusCode);
        host.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(attacker, "alice")).StatusCode);
    }

    [Fact]
    public async Task A_disabled_account_is_told_so_only_with_its_password()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, client) = await host.SignedInAsync("alice");
        await host.Accounts.DisableAsync(user, Guid.NewGuid(), default);

        var right = await AssertProblemAsync(await SignInAsync(client, "alice"), HttpStatusCode.Forbidden, "blocked");
        Assert.Equal("disabled", right.GetProperty("reason").GetString());
        await AssertProblemAsync(await SignInAsync(client, "alice", "wrong password"), HttpStatusCode.Unauthorized, "wrong-credentials");
    }

    [Fact]
    public async Task Without_a_session_the_api_answers_signed_out_and_pages_lead_to_sign_in()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        foreach (var path in new[] { "/api/me", "/api/users", "/api/needs-device" })
            await AssertProblemAsync(await client.GetAsync(path), HttpStatusCode.Unauthorized, "signed-out");
        await AssertProblemAsync(await client.DeleteAsync("/api/session"), HttpStatusCode.Unauthorized, "signed-out");
        Assert.Equal("/login?return=%2Fneeds-device%3Fa%3Db", (await client.GetAsync("/needs-device?a=b")).Next());
    }

    [Fact]
    public async Task Without_a_proved_device_the_api_answers_no_device_and_pages_lead_to_the_proof()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.SignedInAsync("alice");

        await AssertProblemAsync(await client.GetAsync("/api/needs-device"), HttpStatusCode.Forbidden, "no-device");
        Assert.Equal("/device?return=%2Fneeds-device", (await client.GetAsync("/needs-device")).Next());
    }

    [Fact]
    public async Task Signing_out_ends_the_session_even_for_a_copy_of_the_cookie()
    {
        await using var host = await AccountsHost.StartAsync();
        await host.AddAsync("alice");
        using var client = host.Client();
        var cookie = (await SignInAsync(client, "alice")).Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/session")).StatusCode);

        using var thief = host.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me") { Headers = { { "Cookie", cookie } } };
        await AssertProblemAsync(await thief.SendAsync(request), HttpStatusCode.Unauthorized, "signed-out");
    }

    [Fact]
    public async Task Signing_in_again_ends_the_session_the_browser_had()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.SignedInAsync("alice");
        var ended = new List<SessionEnded>();
        using var watching = host.Sessions.OnEnded(ended.Add);

        await SignInAsync(client, "alice");

        Assert.Equal(SessionEndReason.SignedOut, Assert.Single(ended).Reason);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me")).StatusCode);
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string username, string password = AccountsHost.Password) =>
        client.PostAsJsonAsync("/api/sign-in", new { username, password });

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    /// <summary>As a program might write it: JSON escapes for everything odd, half surrogate pairs too.</summary>
    private static string Quote(string text) => $"\"{string.Concat(text.Select(c => c is >= ' ' and < '\x7f' and not ('"' or '\\') ? c.ToString() : $"\\u{(int)c:x4}"))}\"";

    private static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }
}
