using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public sealed class RoomDirectoryTests : IAsyncLifetime
{
    private ConversationsHost host = null!;
    private Person alice = null!;
    private Person bob = null!;

    public async Task InitializeAsync()
    {
        host = await ConversationsHost.StartAsync();
        (alice, bob) = (await host.PersonAsync(), await host.PersonAsync());
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Open_rooms_are_listed_for_everybody_with_who_is_in_them()
    {
        var room = await RoomAsync("Garden", "Roses");
        var secret = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        await secret.PutAsync(alice.Device, "profile", new { name = "Garden", topic = "", colour = "red" });
        await TestRoom.DmAsync(host, alice, bob);

        var found = (await FindAsync(bob, "")).ShouldHaveSingleItem();

        (found.Conv, found.Name, found.Topic, found.Colour, found.Members, found.Joined, found.LastAt)
            .ShouldBe((room.Id.Value, "Garden", "Roses", "red", 1, false, host.Clock.GetUtcNow().ToUnixTimeMilliseconds()));
        await room.AppendAsync(bob.Device, room.Add(bob));
        found = (await FindAsync(bob, "")).ShouldHaveSingleItem();
        (found.Members, found.Joined).ShouldBe((2, true));
        await room.AppendAsync(bob.Device, room.Leave(bob));
        (await FindAsync(bob, "")).ShouldHaveSingleItem().Members.ShouldBe(1);
    }

    [Fact]
    public async Task An_archived_room_is_not_in_it_until_it_is_brought_back()
    {
        var room = await RoomAsync("Garden", "");
        await room.PutAsync(alice.Device, "archived", new { archived = true });
        (await FindAsync(alice, "")).ShouldBeEmpty();

        await room.PutAsync(alice.Device, "archived", new { archived = false });

        (await FindAsync(alice, "")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Found_by_name_comes_first_then_who_has_more_members_then_the_alphabet()
    {
        await RoomAsync("Zoo", "All about été");
        await RoomAsync("Été b", "");
        await RoomAsync("Ete a", "");
        var large = await RoomAsync("Indianapolété", "");
        await large.AppendAsync(bob.Device, large.Add(bob));
        await RoomAsync("Other", "Nothing");

        (await FindAsync(alice, " ÉTE")).Select(room => room.Name).ShouldBe(["Indianapolété", "Ete a", "Été b", "Zoo"]);
    }

    [Fact]
    public async Task A_page_has_so_many_and_says_whether_there_are_more()
    {
        await RoomAsync("One", "");
        await RoomAsync("Two", "");
        var client = host.Client(bob.Device);

        (await client.GetFromJsonAsync<FindRooms.Answer>("/api/rooms?limit=1"))!.ShouldSatisfyAllConditions(page => page.Rooms.Count.ShouldBe(1), page => page.More.ShouldBeTrue());
        (await client.GetFromJsonAsync<FindRooms.Answer>("/api/rooms?limit=2"))!.More.ShouldBeFalse();
        foreach (var wrong in new[] { "limit=0", "limit=101", $"query={new string('x', 101)}" })
            (await client.GetAsync($"/api/rooms?{wrong}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_search_of_the_list_finds_ones_own_private_rooms_too_and_nobody_elses()
    {
        await RoomAsync("Garden", "");
        foreach (var member in new[] { alice, bob })
        {
            var secret = await TestRoom.RoomAsync(host, "private", (member, "admin"));
            await secret.PutAsync(member.Device, "profile", new { name = $"Gardeners of {(member == alice ? "A" : "B")}", topic = "", colour = "red" });
        }

        var (rooms, _) = await host.Conversations.FindRoomsAsync(bob.Id, "gard", 9, own: true);

        rooms.Select(room => (room.Name, room.Kind)).ShouldBe([("Garden", RoomKind.Open), ("Gardeners of B", RoomKind.Private)]);
        (await host.Conversations.FindRoomsAsync(bob.Id, "gard", 9)).Rooms.Count.ShouldBe(1);
    }

    [Fact]
    public async Task It_is_quick_with_2000_rooms_beside_20000_dms()
    {
        await FillAsync(2_000, 20_000);
        var directory = host.Services.GetRequiredService<RoomDirectory>();
        await directory.FindAsync(alice.Id, "warm up", 50, own: false, CancellationToken.None);

        var times = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            var started = Stopwatch.GetTimestamp();
            (await directory.FindAsync(alice.Id, "Room 1", 50, own: false, CancellationToken.None)).Rooms.Count.ShouldBe(50);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Min().ShouldBeLessThan(50);
    }

    private async Task FillAsync(int rooms, int dms)
    {
        await using var database = await host.DatabaseAsync();
        for (var i = 0; i < rooms + dms; i++)
        {
            var (id, open) = (Hash.Of($"{i}").Value, i % (1 + dms / rooms) == 0);
            database.Add(new Conversation { Id = id, Kind = open ? RoomKind.Open : RoomKind.Dm, History = RoomHistory.Shared, RoomHead = id, Members = 2 });
            if (open)
                database.Add(new RoomProfile { ConversationId = id, Name = $"Room {i}", Topic = "What is talked about here, in a line or so of ordinary length" });
            database.Add(new Member { ConversationId = id, User = i % 3 == 0 ? alice.Id : bob.Id, Base = alice.Base.Value, Role = RoomRole.Member });
        }
        await database.SaveChangesAsync();
    }

    private async Task<TestRoom> RoomAsync(string name, string topic)
    {
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var room = await TestRoom.RoomAsync(host, "open", (alice, "admin"));
        (await room.PutAsync(alice.Device, "profile", new { name, topic, colour = "red" })).Status.ShouldBe(HttpStatusCode.NoContent);
        return room;
    }

    private async Task<IReadOnlyList<FindRooms.Found>> FindAsync(Person person, string query) =>
        (await host.Client(person.Device).GetFromJsonAsync<FindRooms.Answer>($"/api/rooms?query={Uri.EscapeDataString(query)}"))!.Rooms;
}
