using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BlazorChat.Tests.Features.Accounts;

public class SessionTests
{
    [Fact]
    public async Task A_device_once_bound_is_known_at_the_next_request()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, client) = await host.SignedInAsync("alice");
        var device = Guid.NewGuid();

        Assert.True(await host.Sessions.BindDeviceAsync(await OnlySessionAsync(host), device, default));

        Assert.Equal(device, await client.GetFromJsonAsync<Guid>("/api/needs-device"));
        Assert.Equal(device, (await client.GetFromJsonAsync<JsonElement>("/api/me")).GetProperty("device").GetGuid());
        Assert.Equal(host.Clock.Now, host.Sessions.LastSeen(user, device));
        Assert.Null(host.Sessions.LastSeen(user, Guid.NewGuid()));
    }

    [Fact]
    public async Task The_living_sessions_of_a_person_are_listed_newest_first_with_device_and_last_use()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        var first = await OnlySessionAsync(host);
        var (device, began) = (Guid.NewGuid(), host.Clock.Now);
        await host.Sessions.BindDeviceAsync(first, device, default);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        var second = await host.Services.GetRequiredService<SessionRegistry>().StartAsync(user, default);
        await host.SignedInAsync("bob");
        host.Sessions.Current(Principal(user, first));

        Assert.Equal([new OpenSession(second, user, null, host.Clock.Now, host.Clock.Now), new OpenSession(first, user, device, began, host.Clock.Now)], host.Sessions.Of(user));

        await host.Sessions.EndAsync(second, SessionEndReason.EndedByAdministrator, default);
        Assert.Equal(first, Assert.Single(host.Sessions.Of(user)).Id);
        host.Clock.Advance(TimeSpan.FromDays(400));
        Assert.Empty(host.Sessions.Of(user));
    }

    [Fact]
    public async Task Sessions_and_their_devices_survive_a_restart()
    {
        var first = await AccountsHost.StartAsync();
        var (user, _) = await first.SignedInAsync("alice");
        var session = await OnlySessionAsync(first);
        var device = Guid.NewGuid();
        await first.Sessions.BindDeviceAsync(session, device, default);

        await using var second = await first.RestartAsync();

        Assert.Equal(new ChatSession(session, user, device, IsAdmin: false, IsConfirmed: false), second.Sessions.Current(Principal(user, session)));
        Assert.Equal("alice", Assert.Single(second.People.Current.ByName).Username);
    }

    [Fact]
    public async Task A_session_that_ended_on_another_host_is_not_brought_back_by_a_row_that_was_read_before()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        var sessions = host.Services.GetRequiredService<SessionRegistry>();
        var elsewhere = Guid.NewGuid();
        await sessions.FollowAsync(elsewhere, SessionEndReason.SignedOut, default); // another host tells that it has ended; it was never known here

        // As whoever looks for it found it a moment ago.
        await AddAsync(host, new SessionEntity { Id = elsewhere, UserId = user, CreatedAt = host.Clock.Now, LastSeenAt = host.Clock.Now });

        Assert.Null(await sessions.CurrentOrStoredAsync(Principal(user, elsewhere), default));
    }

    [Fact]
    public async Task A_session_that_another_host_began_and_this_one_ended_is_not_taken_up_afterwards()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        var sessions = host.Services.GetRequiredService<SessionRegistry>();
        var row = new SessionEntity { Id = Guid.NewGuid(), UserId = user, CreatedAt = host.Clock.Now, LastSeenAt = host.Clock.Now };
        await AddAsync(host, row);
        await sessions.EndUserAsync(user, SessionEndReason.PasswordChanged, default);
        Assert.Empty(await SessionsAsync(host));

        await AddAsync(host, row); // whoever follows the other host's change had read it a moment before
        await sessions.FollowAsync(row.Id, SessionEndReason.SignedOut, default);

        Assert.Null(sessions.Find(row.Id));
    }

    [Fact]
    public async Task A_password_counts_as_given_for_ten_minutes()
    {
        await using var host = await AccountsHost.StartAsync();
        await host.SignedInAsync("alice");
        var session = await OnlySessionAsync(host);
        host.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.True(host.Sessions.Find(session)!.IsConfirmed);

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(host.Sessions.Find(session)!.IsConfirmed);

        host.Services.GetRequiredService<SessionRegistry>().Confirm(session);
        Assert.True(host.Sessions.Find(session)!.IsConfirmed);
    }

    [Fact]
    public async Task A_session_begun_while_its_account_is_disabled_does_not_live_again_with_the_account()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, admin) = (await host.SignedInAsync("admin"), Guid.NewGuid());
        var (user, _) = await host.SignedInAsync("alice");
        await host.Accounts.DisableAsync(user, admin, default);

        // The password was found right a moment before.
        var late = await host.Services.GetRequiredService<SessionRegistry>().StartAsync(user, default);
        await host.Accounts.EnableAsync(user, admin, default);

        Assert.Null(host.Sessions.Find(late));
    }

    [Fact]
    public async Task Requests_are_counted_for_a_user_over_all_sessions_and_for_an_address_without_one()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, alice) = await host.SignedInAsync("alice");
        using var stranger = host.Client("192.0.2.7");
        using var secondSession = host.Client("192.0.2.8");
        await secondSession.PostAsJsonAsync("/api/sign-in", new { username = "alice", password = AccountsHost.Password });
        var asked = 0;
        while ((await alice.GetAsync("/api/me")).StatusCode == HttpStatusCode.OK)
            Assert.True(++asked < 2 * RateLimits.Requests.Count);

        // Some are let through again each second, fewer than this.
        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => secondSession.GetAsync("/api/me")));
        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await stranger.PostAsJsonAsync("/api/sign-in", new { username = "alice", password = AccountsHost.Password })).StatusCode);
    }

    [Theory]
    [InlineData(SessionEndReason.DeviceRevoked)]
    [InlineData(SessionEndReason.DeviceHeld)]
    public async Task Ending_a_device_ends_its_sessions_and_no_others(SessionEndReason reason)
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, client) = await host.SignedInAsync("alice");
        var session = await OnlySessionAsync(host);
        var device = Guid.NewGuid();
        await host.Sessions.BindDeviceAsync(session, device, default);
        using var unbound = host.Client();
        await unbound.PostAsJsonAsync("/api/sign-in", new { username = "alice", password = AccountsHost.Password });
        var (other, _) = await host.SignedInAsync("bob");
        var ended = new List<SessionEnded>();
        using var watching = host.Sessions.OnEnded(ended.Add);

        await host.Sessions.EndDeviceAsync(other, device, reason, default);
        Assert.Empty(ended);
        await host.Sessions.EndDeviceAsync(user, device, reason, default);

        Assert.Equal([new SessionEnded(session, user, device, reason)], ended);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await unbound.GetAsync("/api/me")).StatusCode);
        Assert.Null(host.Sessions.Find(session));
        await using var database = await host.DatabaseAsync();
        Assert.Equal(2, await database.Set<SessionEntity>().CountAsync());
    }

    [Fact]
    public async Task A_failing_watcher_hurts_only_itself_and_a_disposed_one_hears_nothing()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        var heard = new List<string>();
        using var failing = host.Sessions.OnEnded(_ => throw new InvalidOperationException("broken circuit"));
        using var gone = host.Sessions.OnEnded(_ => heard.Add("gone"));
        using var there = host.Sessions.OnEnded(_ => heard.Add("there"));
        gone.Dispose();

        await host.Sessions.EndUserAsync(user, SessionEndReason.AccountDisabled, default);

        Assert.Equal(["there"], heard);
    }

    [Fact]
    public async Task An_ended_session_takes_no_device()
    {
        await using var host = await AccountsHost.StartAsync();
        await host.SignedInAsync("alice");
        var session = await OnlySessionAsync(host);

        await host.Sessions.EndAsync(session, SessionEndReason.SignedOut, default);

        Assert.False(await host.Sessions.BindDeviceAsync(session, Guid.NewGuid(), default));
    }

    [Fact]
    public async Task A_session_of_one_user_is_nothing_with_the_name_of_another()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        var session = await OnlySessionAsync(host);

        Assert.NotNull(host.Sessions.Current(Principal(user, session)));
        Assert.Null(host.Sessions.Current(Principal(Guid.NewGuid(), session)));
        Assert.Null(host.Sessions.Current(new ClaimsPrincipal()));
    }

    [Fact]
    public async Task An_unused_session_ends_and_a_used_one_ends_later()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        var principal = Principal(user, await OnlySessionAsync(host));

        for (var passed = TimeSpan.Zero; passed + TimeSpan.FromDays(10) <= SessionLimits.Longest; passed += TimeSpan.FromDays(10))
        {
            Assert.NotNull(host.Sessions.Current(principal));
            host.Clock.Advance(TimeSpan.FromDays(10));
        }
        Assert.NotNull(host.Sessions.Current(principal));
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(host.Sessions.Current(principal));

        var (idle, _) = await host.SignedInAsync("bob");
        var second = Principal(idle, (await SessionsAsync(host)).Single(row => row.UserId == idle).Id);
        host.Clock.Advance(SessionLimits.Idle + TimeSpan.FromMinutes(1));
        Assert.Null(host.Sessions.Current(second));
    }

    [Fact]
    public async Task Upkeep_ends_what_has_expired_and_writes_last_uses()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, old) = await host.SignedInAsync("alice");
        var (bob, client) = await host.SignedInAsync("bob");
        var ended = new List<SessionEnded>();
        using var watching = host.Sessions.OnEnded(ended.Add);
        host.Clock.Advance(SessionLimits.Idle - TimeSpan.FromHours(1));
        await client.GetAsync("/api/me");
        host.Clock.Advance(TimeSpan.FromHours(2));

        await host.Services.GetServices<IHostedService>().OfType<SessionUpkeep>().Single().RunAsync(default);

        Assert.Equal(SessionEndReason.Expired, Assert.Single(ended).Reason);
        var left = Assert.Single(await SessionsAsync(host));
        Assert.Equal(bob, left.UserId);
        Assert.Equal(host.Clock.Now - TimeSpan.FromHours(2), left.LastSeenAt);
    }

    private static ClaimsPrincipal Principal(Guid user, Guid session) =>
        new(new ClaimsIdentity([new Claim("sub", user.ToString()), new Claim("sid", session.ToString())], "test"));

    private static async Task AddAsync(AccountsHost host, SessionEntity session)
    {
        await using var database = await host.DatabaseAsync();
        database.Add(session);
        await database.SaveChangesAsync();
    }

    private static async Task<Guid> OnlySessionAsync(AccountsHost host) => Assert.Single(await SessionsAsync(host)).Id;

    private static async Task<List<SessionEntity>> SessionsAsync(AccountsHost host)
    {
        await using var database = await host.DatabaseAsync();
        return await database.Set<SessionEntity>().AsNoTracking().ToListAsync();
    }
}
