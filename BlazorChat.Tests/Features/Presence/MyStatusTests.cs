using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Presence;
using BlazorChat.Web.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace BlazorChat.Tests.Features.Presence;

public class MyStatusTests : IAsyncLifetime
{
    private readonly LogLines logs = new();
    private AccountsHost host = null!;
    private Guid alice;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        host = await AccountsHost.StartAsync(More);
        (alice, client) = await host.WithDeviceAsync("alice");
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    private IPresence Presence => host.Services.GetRequiredService<IPresence>();

    [Fact]
    public async Task What_is_chosen_holds_is_seen_and_survives_a_restart()
    {
        var answer = await SetAsync(new { status = "dnd", line = "  in the  garden ", minutes = 60 });

        var until = host.Clock.Now.AddHours(1);
        (await BodyOf(answer)).ShouldBe(("dnd", "in the garden", until.ToUnixTimeMilliseconds()));
        (await BodyOf(await client.GetAsync("/api/me/status"))).ShouldBe(("dnd", "in the garden", until.ToUnixTimeMilliseconds()));
        Presence.Of(alice).Line.ShouldBe("in the garden");

        host = await host.RestartAsync(More);
        Presence.Own(alice).ShouldBe(new OwnStatus(ChosenStatus.DoNotDisturb, "in the garden", until));
        using var window = Presence.Enter(alice, "one");
        Presence.Of(alice).ShouldBe(new Seen(Availability.DoNotDisturb, "in the garden"));
        logs.All.ShouldAllBe(line => !line.Contains("garden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task As_usual_and_without_a_line_nothing_is_kept()
    {
        await SetAsync(new { status = "invisible" });
        (await RowsAsync()).ShouldBe(1);
        await SetAsync(new { status = "online", line = " " });
        (await RowsAsync()).ShouldBe(0);
        Presence.Own(alice).ShouldBe(OwnStatus.Usual);
    }

    [Fact]
    public async Task A_line_whose_time_is_over_is_nowhere()
    {
        await SetAsync(new { status = "dnd", line = "in the garden", minutes = 30 });
        host.Clock.Advance(TimeSpan.FromMinutes(30));

        Presence.Of(alice).Line.ShouldBeNull();
        (await BodyOf(await client.GetAsync("/api/me/status"))).ShouldBe(("dnd", null, null));
        host = await host.RestartAsync(More);
        await using var database = await host.DatabaseAsync();
        (await database.Set<UserStatus>().SingleAsync()).Line.ShouldBeNull();
    }

    [Fact]
    public async Task An_old_end_is_kept_if_one_asks_for_it()
    {
        await SetAsync(new { status = "online", line = "in the garden", minutes = 60 });
        var until = host.Clock.Now.AddHours(1);
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        (await BodyOf(await SetAsync(new { status = "dnd", line = "in the shed", keep = true }))).ShouldBe(("dnd", "in the shed", until.ToUnixTimeMilliseconds()));
        (await BodyOf(await SetAsync(new { status = "dnd", line = "in the shed" }))).ShouldBe(("dnd", "in the shed", null));
    }

    [Fact]
    public async Task Who_is_invisible_cannot_show_that_they_are_there_by_a_line()
    {
        await SetAsync(new { status = "online", line = "in the garden" });
        await SetAsync(new { status = "invisible", line = "here!" });
        await SetAsync(new { status = "invisible", line = (string?)null });

        Presence.Of(alice).ShouldBe(new Seen(Availability.Offline, "in the garden"));
        (await BodyOf(await client.GetAsync("/api/me/status"))).ShouldBe(("invisible", "in the garden", null));
    }

    [Fact]
    public async Task No_endpoint_tells_others_who_is_invisible()
    {
        await SetAsync(new { status = "invisible" });
        using var window = Presence.Enter(alice, "one");
        var (_, bob) = await host.WithDeviceAsync("bob");
        foreach (var path in new[] { "/api/me", "/api/me/status", "/api/users?query=alice", $"/api/photos?user={alice}" })
            (await bob.GetStringAsync(path)).ShouldNotContain("invisible", Case.Insensitive, path);
        Presence.Snapshot.Online.ShouldNotContain(alice);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"status":null}""")]
    [InlineData("""{"status":"away"}""")]
    [InlineData("""{"status":"Online"}""")]
    [InlineData("""{"status":"online","line":"x","minutes":0}""")]
    [InlineData("""{"status":"online","line":"x","minutes":-5}""")]
    [InlineData("""{"status":"online","line":"x","minutes":1501}""")]
    [InlineData("""{"status":["online"]}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task What_is_no_status_is_refused(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        (await client.PutAsync("/api/me/status", content)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await RowsAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("en", "two\nlines", "line-characters", "cannot be seen")]
    [InlineData("fr", "\u202Eevil", "line-characters", "ne voit pas")]
    public async Task A_line_that_is_none_is_refused_with_the_reason(string language, string line, string code, string sentence)
    {
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        var answer = await SetAsync(new { status = "online", line });
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("detail").GetString()!.ShouldContain(sentence);
    }

    [Fact]
    public async Task Who_changes_it_all_the_time_has_to_wait()
    {
        for (var i = 0; i < RateLimits.StatusesPerUser.Count; i++)
            (await SetAsync(new { status = i % 2 == 0 ? "dnd" : "online" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await SetAsync(new { status = "dnd" });
        (answer.StatusCode, answer.Headers.RetryAfter!.Delta > TimeSpan.Zero).ShouldBe((HttpStatusCode.TooManyRequests, true));
        host.Clock.Advance(RateLimits.StatusesPerUser.Window);
        (await SetAsync(new { status = "dnd" })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_takes_a_device_and_a_page_of_ones_own()
    {
        var (_, undecided) = await host.SignedInAsync("carol");
        (await undecided.PutAsJsonAsync("/api/me/status", new { status = "dnd" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await host.Client().GetAsync("/api/me/status")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        (await SetAsync(new { status = "dnd" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await RowsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task An_account_that_is_deleted_takes_its_line_along()
    {
        await SetAsync(new { status = "dnd", line = "in the garden" });
        foreach (var watcher in host.Services.GetServices<IAccountWatcher>())
            await watcher.DeletedAsync(alice, Guid.NewGuid(), default);
        (await RowsAsync()).ShouldBe(0);
        Presence.Of(alice).ShouldBe(default);
    }

    private void More(IServiceCollection services)
    {
        services.AddPresence();
        services.AddLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace));
    }

    private Task<HttpResponseMessage> SetAsync<T>(T body) => client.PutAsJsonAsync("/api/me/status", body);

    private async Task<int> RowsAsync()
    {
        await using var database = await host.DatabaseAsync();
        return await database.Set<UserStatus>().CountAsync();
    }

    private static async Task<(string?, string?, long?)> BodyOf(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = await answer.Content.ReadFromJsonAsync<MyStatus.Answer>();
        return (body!.Status, body.Line, body.Until);
    }
}
