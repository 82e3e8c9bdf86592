using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Web.Features.Conversations;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public class UnreadTests : IAsyncLifetime
{
    private static readonly (HttpStatusCode, string?) Done = (HttpStatusCode.NoContent, null);

    private ConversationsHost host = null!;
    private Person alice = null!;
    private Person bob = null!;
    private TestRoom room = null!;

    public async Task InitializeAsync()
    {
        host = await ConversationsHost.StartAsync();
        (alice, bob) = (await host.PersonAsync(), await host.PersonAsync());
        room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        await room.SayAsync(alice.Device, 1);                       // 2
        await room.AppendAsync(alice.Device, room.Add(bob));        // 3
        await room.SayAsync(alice.Device, 2);                       // 4
        await room.AppendAsync(alice.Device, room.Role(bob, "admin")); // 5
        await room.SayAsync(alice.Device, 3);                       // 6
        await room.AppendAsync(alice.Device, room.Role(bob, "member")); // 7
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Unread_are_messages_after_what_was_read_and_no_entries_of_the_room()
    {
        (await UnreadAsync(bob)).ShouldBe(2, "what was before is not new to who comes");
        await ReadAsync(bob, 4);
        (await UnreadAsync(bob)).ShouldBe(1);
        await ReadAsync(bob, 5);
        (await UnreadAsync(bob)).ShouldBe(1);
        await ReadAsync(bob, 6);
        (await UnreadAsync(bob)).ShouldBe(0, "an entry of the room follows");
    }

    [Fact]
    public async Task After_a_clearing_nothing_is_unread_and_after_its_undo_what_was()
    {
        var client = host.Client(bob.Device);
        var cleared = await (await client.PutAsJsonAsync($"/api/conversations/{room.Id}/cleared", new { seq = 5 })).Content.ReadFromJsonAsync<JsonElement>();
        (await UnreadAsync(bob)).ShouldBe(1);

        await client.DeleteAsync($"/api/conversations/{room.Id}/cleared?at={cleared.GetProperty("at").GetInt64()}");

        (await UnreadAsync(bob)).ShouldBe(2);
    }

    [Fact]
    public async Task What_is_marked_as_unread_is_unread_from_there_on()
    {
        await ReadAsync(bob, 7);

        (await room.PutAsync(bob.Device, "unread", new { seq = 6 })).ShouldBe(Done);

        (await UnreadAsync(bob)).ShouldBe(1);
        (await host.Conversations.OfAsync(bob.Id)).Single().ReadSeq.ShouldBe(5);
        (await room.PutAsync(bob.Device, "unread", new { seq = 7 })).ShouldBe(Done);
        (await UnreadAsync(bob)).ShouldBe(1, "it only lowers");
        await ReadAsync(bob, 7);
        (await UnreadAsync(bob)).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_cleared_is_not_marked_as_unread()
    {
        await host.Client(bob.Device).PutAsJsonAsync($"/api/conversations/{room.Id}/cleared", new { seq = 5 });

        (await room.PutAsync(bob.Device, "unread", new { seq = 1 })).ShouldBe(Done);

        (await host.Conversations.OfAsync(bob.Id)).Single().ReadSeq.ShouldBe(5);
        (await UnreadAsync(bob)).ShouldBe(1);
    }

    [Fact]
    public async Task Two_pages_of_one_user_are_in_step_and_nobody_else_is_told()
    {
        await ReadAsync(bob, 7);
        ConcurrentQueue<ConversationChange>[] told = [new(), new(), new()];
        using var one = host.Conversations.OnChange(bob.Id, told[0].Enqueue);
        using var other = host.Conversations.OnChange(bob.Id, told[1].Enqueue);
        using var hers = host.Conversations.OnChange(alice.Id, told[2].Enqueue);

        await room.PutAsync(bob.Device, "unread", new { seq = 4 });
        await room.PutAsync(bob.Device, "settings", new { muted = true });

        foreach (var page in told.Take(2))
            page.Where(change => change.Kind != ConversationChangeKind.Appended).Select(change => (change.Kind, change.Seq))
                .ShouldBe([(ConversationChangeKind.Unread, 3), (ConversationChangeKind.Settings, 0)]);
        told[2].ShouldNotContain(change => change.Kind == ConversationChangeKind.Unread || change.Kind == ConversationChangeKind.Settings);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task What_is_no_place_is_refused(long seq) =>
        (await room.PutAsync(bob.Device, "unread", new { seq })).ShouldBe((HttpStatusCode.BadRequest, "bad-request"));

    [Fact]
    public async Task Who_is_not_in_it_sets_and_marks_nothing()
    {
        var eve = await host.PersonAsync();

        (await room.PutAsync(eve.Device, "unread", new { seq = 2 })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await room.PutAsync(eve.Device, "settings", new { muted = true })).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Settings_are_ones_own_and_what_is_not_named_stays()
    {
        (await room.PutAsync(bob.Device, "settings", new { muted = true })).ShouldBe(Done);
        (await room.PutAsync(bob.Device, "settings", new { favourite = true })).ShouldBe(Done);
        var (his, hers) = ((await host.Conversations.OfAsync(bob.Id)).Single(), (await host.Conversations.OfAsync(alice.Id)).Single());
        (his.Muted, his.Favourite, hers.Muted, hers.Favourite).ShouldBe((true, true, false, false));

        (await room.PutAsync(bob.Device, "settings", new { muted = false })).ShouldBe(Done);

        his = (await host.Conversations.OfAsync(bob.Id)).Single();
        (his.Muted, his.Favourite).ShouldBe((false, true));
        (await room.PutAsync(bob.Device, "settings", new { hidden = true })).ShouldBe((HttpStatusCode.BadRequest, "bad-request"));
        (await room.PutAsync(bob.Device, "settings", new { loud = true })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_hidden_dm_is_back_with_the_next_message_and_not_with_an_entry()
    {
        var dm = await TestRoom.DmAsync(host, alice, bob);
        await dm.SayAsync(alice.Device, 1);
        (await dm.PutAsync(bob.Device, "settings", new { hidden = true })).ShouldBe(Done);
        (await HiddenAsync(bob), await HiddenAsync(alice)).ShouldBe((true, false));
        await dm.PutAsync(bob.Device, "settings", new { muted = true });
        await alice.ResetAsync();
        await dm.AppendAsync(bob.Device, dm.Add(alice, "admin"));
        (await HiddenAsync(bob)).ShouldBeTrue();

        await dm.SayAsync(alice.Device, 1);

        (await HiddenAsync(bob)).ShouldBeFalse();
        await dm.PutAsync(bob.Device, "settings", new { hidden = true });
        await dm.PutAsync(bob.Device, "settings", new { hidden = false });
        (await HiddenAsync(bob)).ShouldBeFalse();

        async Task<bool> HiddenAsync(Person person) => (await dm.SeenByAsync(person.Device)).GetProperty("hidden").GetBoolean();
    }

    private async Task ReadAsync(Person person, long seq) => (await room.PutAsync(person.Device, "read", new { seq })).ShouldBe(Done);

    private async Task<long> UnreadAsync(Person person)
    {
        var list = await host.Client(person.Device).GetFromJsonAsync<JsonElement>("/api/conversations");
        return list.GetProperty("conversations").EnumerateArray().Single().GetProperty("unread").GetInt64();
    }
}
