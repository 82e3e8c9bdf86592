using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using BlazorChat.Web.Features.Conversations;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public sealed class RoomAdminTests : IAsyncLifetime
{
    private static readonly (HttpStatusCode, string?) Done = (HttpStatusCode.NoContent, null);
    private static readonly (HttpStatusCode, string?) NotAdmin = (HttpStatusCode.Forbidden, "not-admin");

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
    public async Task Only_an_admin_of_the_room_changes_it_or_archives_it()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        var profile = new { name = "Garden", topic = "", colour = "red" };
        (await room.PutAsync(bob.Device, "profile", profile)).Status.ShouldBe(HttpStatusCode.NotFound);
        await room.AppendAsync(alice.Device, room.Add(bob));
        (await room.PutAsync(bob.Device, "profile", profile)).ShouldBe(NotAdmin);
        (await room.PutAsync(bob.Device, "archived", new { archived = true })).ShouldBe(NotAdmin);
        await room.AppendAsync(alice.Device, room.Role(bob, "admin"));
        (await room.PutAsync(bob.Device, "profile", profile)).ShouldBe(Done);

        await room.AppendAsync(alice.Device, room.Remove(bob));

        (await room.PutAsync(bob.Device, "profile", profile)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await room.PutAsync(bob.Device, "archived", new { archived = true })).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_admin_who_began_anew_with_a_password_alone_is_none_here()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"), (bob, "admin"));
        await bob.ResetAsync();

        (await room.PutAsync(bob.Device, "profile", new { name = "Mine", topic = "", colour = "red" })).ShouldBe(NotAdmin);
        (await room.PutAsync(bob.Device, "archived", new { archived = true })).ShouldBe(NotAdmin);
    }

    [Fact]
    public async Task Members_are_told_of_a_new_name_and_of_an_archiving()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"), (bob, "member"));
        var told = new ConcurrentQueue<ConversationChange>();
        using var watch = host.Conversations.OnChange(bob.Id, told.Enqueue);

        await room.PutAsync(alice.Device, "profile", new { name = "Garden", topic = "", colour = "red" });
        await room.PutAsync(alice.Device, "archived", new { archived = true });

        told.Where(change => change.Kind == ConversationChangeKind.Profile).Select(change => change.Conversation).ShouldBe([room.Id, room.Id]);
    }

    [Fact]
    public async Task An_archived_room_takes_no_entry_but_that_somebody_leaves_until_it_is_brought_back()
    {
        var room = await TestRoom.RoomAsync(host, "open", (alice, "admin"), (bob, "member"));
        await room.PutAsync(alice.Device, "archived", new { archived = true });
        (await room.SeenByAsync(alice.Device)).GetProperty("archived").GetBoolean().ShouldBeTrue();
        var carol = await host.PersonAsync();

        await room.RefusesAsync(alice.Device, room.Role(bob, "admin"), RoomRefusal.Archived);
        await room.RefusesAsync(carol.Device, room.Add(carol), RoomRefusal.Archived);
        (await host.Client(carol.Device).PostAsJsonAsync($"/api/conversations/{room.Id}/chain", new { jws = carol.Device.SignRoom(room.Add(carol)) })).StatusCode
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        await room.AppendAsync(bob.Device, room.Leave(bob));

        await room.PutAsync(alice.Device, "archived", new { archived = false });
        await room.AppendAsync(carol.Device, room.Add(carol));
    }

    [Fact]
    public async Task An_entry_judged_before_the_archiving_is_not_written_after_it()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        var people = new List<Person>();
        for (var i = 0; i < 8; i++)
            people.Add(await host.PersonAsync());
        var adding = Task.Run(async () =>
        {
            foreach (var person in people)
                await room.PostAsync(alice.Device, room.Add(person));
        });
        (await room.PutAsync(alice.Device, "archived", new { archived = true })).ShouldBe(Done);
        var end = host.Scalar<long>("""SELECT "LastSeq" FROM conversations""");

        await adding;

        host.Scalar<long>("""SELECT "LastSeq" FROM conversations""").ShouldBe(end);
        host.Scalar<long>("""SELECT "Members" FROM conversations""").ShouldBe(end, "one entry a member");
    }
}
