using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace BlazorChat.Tests.Features.Accounts;

public class FindUsersTests
{
    [Fact]
    public async Task People_are_found_with_whether_they_have_a_device()
    {
        var devices = Substitute.For<IDeviceOverview>();
        await using var host = await AccountsHost.StartAsync(services => services.AddSingleton(devices));
        var (alice, client) = await host.WithDeviceAsync("alice", "Alice Example");
        var (bob, _) = await host.SignedInAsync("bob", "Bob Example");
        devices.HasDevice(bob).Returns(true);

        var users = (await client.GetFromJsonAsync<JsonElement>("/api/users?query=exam")).GetProperty("users");

        Assert.Equal(
            [(alice, "alice", "Alice Example", false), (bob, "bob", "Bob Example", true)],
            users.EnumerateArray().Select(user => (user.GetProperty("user").GetGuid(), user.GetProperty("username").GetString()!, user.GetProperty("name").GetString()!, user.GetProperty("hasDevice").GetBoolean())));
        Assert.Equal(1, (await client.GetFromJsonAsync<JsonElement>("/api/users?limit=1")).GetProperty("users").GetArrayLength());
        Assert.Equal(0, (await client.GetFromJsonAsync<JsonElement>("/api/users?query=nobody")).GetProperty("users").GetArrayLength());
    }

    [Fact]
    public async Task A_password_alone_finds_nobody()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.SignedInAsync("mallory");

        var answer = await client.GetAsync("/api/users?query=");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("no-device", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=101")]
    [InlineData("?limit=many")]
    [InlineData("?limit=99999999999999999999")]
    public async Task A_limit_out_of_bounds_is_refused(string query)
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.WithDeviceAsync("alice");

        var answer = await client.GetAsync("/api/users" + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("bad-request", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }
}
