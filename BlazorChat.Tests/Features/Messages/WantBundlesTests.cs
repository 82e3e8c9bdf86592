using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Messages.Feed;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

public sealed class WantBundlesTests : IAsyncLifetime
{
    private readonly List<AsyncServiceScope> _circuits = [];
    private MessagesHost _host = null!;
    private TestPerson _ann = null!;
    private TestPerson _bob = null!;
    private TestPerson _carl = null!;
    private TestRoom _room = null!;

    public async Task InitializeAsync()
    {
        _host = await MessagesHost.StartAsync();
        (_ann, _bob, _carl) = (_host.Person(), _host.Person(), _host.Person());
        _room = _host.Room(RoomHistory.Shared, _ann, _bob, _carl);
    }

    public async Task DisposeAsync()
    {
        foreach (var circuit in _circuits)
            await circuit.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task One_page_of_one_other_member_is_asked_and_another_members_the_next_time()
    {
        var (own, bob, carl) = (await PageAsync(_ann), await PageAsync(_bob), await PageAsync(_carl));

        await AskAsync();
        await AskAsync();

        foreach (var island in new[] { bob, carl })
        {
            var wanted = (await WantedAsync(island)).ShouldHaveSingleItem();
            wanted.ShouldBe((_room.Id.Value, Uuid.Write(_ann.Id)));
        }
        NoneWanted(own);
        await AskAsync();
        await AskAsync();
        (await WantedAsync(bob)).ShouldHaveSingleItem();
        (await WantedAsync(carl)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_a_member_with_two_pages_one_is_asked()
    {
        var (one, other) = (await PageAsync(_bob), await PageAsync(_bob));

        await AskAsync();

        (await WantedAsync(one)).ShouldHaveSingleItem();
        NoneWanted(other);
    }

    [Fact]
    public async Task A_page_whose_connection_is_down_is_passed_over()
    {
        var bob = await PageAsync(_bob);
        _circuits[0].ServiceProvider.GetRequiredService<CircuitFeed>().ConnectionDown();
        var carl = await PageAsync(_carl);

        await AskAsync();
        await AskAsync();

        (await WantedAsync(carl)).ShouldNotBeEmpty();
        NoneWanted(bob);
    }

    [Fact]
    public async Task Who_is_not_to_be_seen_is_not_asked()
    {
        _host.Get<FakeDiscretion>().Hidden.Add(_bob.Id);
        var (bob, carl) = (await PageAsync(_bob), await PageAsync(_carl));

        await AskAsync();
        await AskAsync();

        (await WantedAsync(carl)).ShouldNotBeEmpty();
        NoneWanted(bob);
    }

    [Fact]
    public async Task The_answer_does_not_say_that_nobody_is_there() => await AskAsync();

    [Fact]
    public async Task Where_history_is_not_shared_nobody_is_asked()
    {
        var dm = _host.Dm(_ann, _bob);
        var island = await PageAsync(_bob);

        var answer = await _host.PostAsync(_ann.Device, $"/api/conversations/{dm.Id}/bundles/wanted", "");

        (answer.Status, answer.Code).ShouldBe((422, "history"));
        NoneWanted(island);
    }

    [Fact]
    public async Task Who_is_no_member_asks_nobody()
    {
        var island = await PageAsync(_bob);

        (await _host.PostAsync(_host.Person().Device, $"/api/conversations/{_room.Id}/bundles/wanted", "")).Status.ShouldBe(404);

        NoneWanted(island);
    }

    [Fact]
    public async Task Who_asks_without_end_waits()
    {
        for (var i = 0; i < RateLimits.BundlesWanted.Count; i++)
            await AskAsync();

        (await _host.PostAsync(_ann.Device, $"/api/conversations/{_room.Id}/bundles/wanted", "")).Status.ShouldBe(429);
    }

    private async Task<FakeIsland> PageAsync(TestPerson person)
    {
        var (circuit, island) = (_host.Services.CreateAsyncScope(), new FakeIsland());
        _circuits.Add(circuit);
        await circuit.ServiceProvider.GetRequiredService<CircuitFeed>().AttachAsync(person.Id, island);
        return island;
    }

    private async Task AskAsync() => (await _host.PostAsync(_ann.Device, $"/api/conversations/{_room.Id}/bundles/wanted", "")).Status.ShouldBe(204);

    private static async Task<IReadOnlyList<(string, string)>> WantedAsync(FakeIsland island) => Wanted((await island.NextAsync()).Batch);

    private static void NoneWanted(FakeIsland island)
    {
        while (island.TryNext(out var delivery))
            Wanted(delivery!.Batch).ShouldBeEmpty();
    }

    private static List<(string, string)> Wanted(System.Text.Json.Nodes.JsonNode batch) =>
        [.. batch["wanted"]!.AsArray().Select(wanted => ((string)wanted!["conv"]!, (string)wanted["user"]!))];
}
