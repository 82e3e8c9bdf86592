using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Accounts;

/// <summary>Groups of the directory, proposed to who adds people to a room.</summary>
public class ProposeGroupsTests
{
    private static readonly Guid Tea = Guid.NewGuid();
    private readonly IDirectoryGroups directory = Substitute.For<IDirectoryGroups>();
    private readonly IDeviceOverview devices = Substitute.For<IDeviceOverview>();

    [Fact]
    public async Task Of_a_group_those_are_proposed_who_have_an_account_and_a_device_and_the_others_are_counted()
    {
        await using var host = await StartAsync();
        var (alice, client) = await host.WithDeviceAsync("alice", "Alice Example");
        var (bob, _) = await host.SignedInAsync("bob", "Bob Example");
        var (carol, _) = await host.SignedInAsync("carol", "Carol Example");
        devices.HasDevice(Arg.Is<Guid>(user => user == alice || user == carol)).Returns(true);
        directory.SearchAsync("te", ProposeGroups.MaxFound, Arg.Any<CancellationToken>()).Returns([new DirectoryGroup(Tea, "Tea")]);
        directory.PeopleAsync(Tea, ProposeGroups.MaxPeople, Arg.Any<CancellationToken>())
            .Returns(new DirectoryGroupPeople("Tea", [carol, bob, alice, Guid.NewGuid()], More: false));

        var found = (await client.GetFromJsonAsync<JsonElement>("/api/groups?query=te")).GetProperty("groups").EnumerateArray().Single();
        (found.GetProperty("id").GetGuid(), found.GetProperty("name").GetString()).ShouldBe((Tea, "Tea"));
        var people = await client.GetFromJsonAsync<JsonElement>($"/api/groups/{Tea}/people");

        people.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("user").GetGuid()).ShouldBe([alice, carol]);
        (people.GetProperty("without").GetInt32(), people.GetProperty("more").GetBoolean(), people.GetProperty("name").GetString()).ShouldBe((2, false, "Tea"));
        (await client.GetAsync($"/api/groups/{Guid.NewGuid()}/people")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Accounts_of_the_chats_own_have_no_groups()
    {
        await using var host = await AccountsHost.StartAsync(services => services.AddSingleton(devices));
        var (_, client) = await host.WithDeviceAsync("alice");

        (await client.GetFromJsonAsync<JsonElement>("/api/groups?query=te")).GetProperty("groups").GetArrayLength().ShouldBe(0);
        (await client.GetAsync($"/api/groups/{Tea}/people")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_directory_that_does_not_answer_is_said_and_a_password_alone_finds_nothing()
    {
        await using var host = await StartAsync();
        var (_, client) = await host.WithDeviceAsync("alice");
        directory.SearchAsync("", 0, default).ReturnsForAnyArgs<IReadOnlyList<DirectoryGroup>>(_ => throw new DirectoryUnavailableException("away"));

        var answer = await client.GetAsync("/api/groups?query=te");

        (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()).ShouldBe((HttpStatusCode.ServiceUnavailable, "directory"));
        var (_, without) = await host.SignedInAsync("mallory");
        (await without.GetAsync("/api/groups?query=te")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Nobody_reads_group_after_group()
    {
        await using var host = await StartAsync();
        var (_, client) = await host.WithDeviceAsync("alice");
        directory.PeopleAsync(default, 0, default).ReturnsForAnyArgs(new DirectoryGroupPeople("Tea", [], More: false));

        for (var i = 0; i < RateLimits.GroupLists.Count; i++)
            (await client.GetAsync($"/api/groups/{Tea}/people")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync($"/api/groups/{Tea}/people")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private Task<AccountsHost> StartAsync() => AccountsHost.StartAsync(services => services.AddSingleton(directory).AddSingleton(devices));
}
