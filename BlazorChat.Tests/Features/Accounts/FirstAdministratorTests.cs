using System.Net;
using System.Net.Http.Json;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Tests.Features.Accounts;

public class FirstAdministratorTests
{
    [Fact]
    public async Task The_link_carries_256_random_bits_of_which_only_the_hash_is_stored()
    {
        await using var host = await AccountsHost.StartAsync();

        var token = Token(await host.FirstAdministrator.LinkAsync(default));

        Assert.Equal(43, token.Length);
        await using var database = await host.DatabaseAsync();
        var stored = await database.Set<AdministratorLink>().SingleAsync();
        Assert.NotEqual(token, stored.Hash);
        Assert.True(await host.FirstAdministrator.IsOpenAsync(token, default));
    }

    [Fact]
    public async Task A_newer_link_replaces_the_older()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        var older = Token(await host.FirstAdministrator.LinkAsync(default));
        var newer = Token(await host.FirstAdministrator.LinkAsync(default));

        Assert.False(await host.FirstAdministrator.RedeemAsync(older, user, default));
        Assert.False(host.People.Current.Find(user)!.IsAdmin);
        Assert.True(await host.FirstAdministrator.RedeemAsync(newer, user, default));
        Assert.True(host.People.Current.Find(user)!.IsAdmin);
    }

    [Fact]
    public async Task Of_many_who_use_the_link_at_once_one_becomes_administrator()
    {
        await using var host = await AccountsHost.StartAsync();
        var users = new List<Guid>();
        for (var i = 0; i < 6; i++)
            users.Add((await host.SignedInAsync($"user{i}")).User);
        var token = Token(await host.FirstAdministrator.LinkAsync(default));

        var made = await Task.WhenAll(users.Select(user => host.FirstAdministrator.RedeemAsync(token, user, default)));

        Assert.Single(made, true);
        Assert.Single(host.People.Current.ByName, person => person.IsAdmin);
        Assert.Null(await host.FirstAdministrator.LinkAsync(default));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --")]
    public async Task A_made_up_token_makes_nobody(string? token)
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        await host.FirstAdministrator.LinkAsync(default);

        Assert.False(await host.FirstAdministrator.RedeemAsync(token, user, default));
        Assert.False(await host.FirstAdministrator.IsOpenAsync(token, default));
        Assert.False(host.People.Current.Find(user)!.IsAdmin);
    }

    [Fact]
    public async Task Signing_in_through_the_link_makes_an_administrator_who_still_needs_a_device_to_administer()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, client) = await host.SignedInAsync("alice");
        var link = (await host.FirstAdministrator.LinkAsync(default))!;
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/needs-administrator")).StatusCode);

        await client.SubmitAsync(await client.PageAsync(link), "Sign in", ("Username", "alice"), ("Password", AccountsHost.Password));

        Assert.True(host.People.Current.Find(user)!.IsAdmin);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/needs-administrator")).StatusCode);
        await using var database = await host.DatabaseAsync();
        var session = await database.Set<SessionEntity>().SingleAsync();
        await host.Sessions.BindDeviceAsync(session.Id, Guid.NewGuid(), default);
        Assert.Equal("yes", await client.GetStringAsync("/api/needs-administrator"));
    }

    [Fact]
    public async Task A_member_with_a_device_is_told_that_administration_is_not_theirs()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.SignedInAsync("alice");
        await using var database = await host.DatabaseAsync();
        await host.Sessions.BindDeviceAsync((await database.Set<SessionEntity>().SingleAsync()).Id, Guid.NewGuid(), default);

        var answer = await client.GetAsync("/api/needs-administrator");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("not-administrator", (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("code").GetString());
    }

    private static string Token(string? link)
    {
        const string start = "/login?admin=";
        Assert.StartsWith(start, link, StringComparison.Ordinal);
        return link![start.Length..];
    }
}
