using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public class ClearHistoryTests : IAsyncLifetime
{
    private ConversationsHost host = null!;
    private Person alice = null!;
    private Person bob = null!;
    private TestRoom room = null!;

    public async Task InitializeAsync()
    {
        host = await ConversationsHost.StartAsync();
        (alice, bob) = (await host.PersonAsync(), await host.PersonAsync());
        room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        await room.AppendAsync(alice.Device, room.Add(bob));
        await room.AppendAsync(alice.Device, room.Role(bob, "admin"));
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_history_is_cleared_for_the_one_who_asks_alone_and_counts_as_read()
    {
        (await StandOfAsync(bob)).ShouldBe((0, 2));

        var cleared = await ClearAsync(bob, 3);

        (cleared.At, cleared.Conversations).ShouldBe((host.Clock.GetUtcNow().ToUnixTimeMilliseconds(), 1));
        (await StandOfAsync(bob)).ShouldBe((3, 3));
        (await StandOfAsync(alice)).ShouldBe((0, 1));
        (await host.Conversations.OfAsync(bob.Id)).ShouldHaveSingleItem("it stays in the list").LastSeq.ShouldBe(3);
    }

    [Fact]
    public async Task The_room_chain_stays_whole_for_who_has_cleared()
    {
        await ClearAsync(bob, 3);

        var chain = await host.Client(bob.Device).GetFromJsonAsync<JsonElement>($"/api/conversations/{room.Id}/chain");

        chain.GetProperty("entries").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task What_is_cleared_only_grows()
    {
        await ClearAsync(bob, 3);

        (await ClearAsync(bob, 2)).Conversations.ShouldBe(0);
        (await ClearAsync(bob, 3)).Conversations.ShouldBe(0);

        (await StandOfAsync(bob)).ShouldBe((3, 3));
    }

    [Fact]
    public async Task An_undo_brings_back_what_was_and_keeps_what_was_read_since()
    {
        await ClearAsync(bob, 1);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await ClearAsync(bob, 3);
        host.Clock.Advance(ClearHistory.UndoWithin);

        (await UndoAsync(bob, second.At)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StandOfAsync(bob)).ShouldBe((1, 2));

        var third = await ClearAsync(bob, 3);
        await room.AppendAsync(alice.Device, room.Role(bob, "member"));
        await host.Conversations.MarkReadAsync(room.Id, bob.Id, 4);
        (await UndoAsync(bob, third.At)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StandOfAsync(bob)).ShouldBe((1, 4));
    }

    [Fact]
    public async Task An_undo_that_comes_too_late_twice_or_of_another_time_changes_nothing()
    {
        var cleared = await ClearAsync(bob, 3);
        await TooLateAsync(UndoAsync(bob, cleared.At + 1));
        await TooLateAsync(UndoAsync(alice, cleared.At));
        host.Clock.Advance(ClearHistory.UndoWithin + ClearHistory.OnTheWay + TimeSpan.FromMilliseconds(1));
        await TooLateAsync(UndoAsync(bob, cleared.At));
        (await StandOfAsync(bob)).ShouldBe((3, 3));

        var own = await ClearAsync(alice, 3);
        await UndoAsync(alice, own.At);
        await TooLateAsync(UndoAsync(alice, own.At));
    }

    [Fact]
    public async Task A_clearing_that_another_has_followed_is_not_undone()
    {
        var first = await ClearAsync(bob, 2);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await ClearAsync(bob, 3);

        await TooLateAsync(UndoAsync(bob, first.At));

        (await StandOfAsync(bob)).ShouldBe((3, 3));
    }

    [Fact]
    public async Task All_conversations_are_cleared_at_once_each_to_its_end_and_undone_at_once()
    {
        var dm = await TestRoom.DmAsync(host, alice, bob);
        await ClearAsync(bob, 2);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        var client = host.Client(bob.Device);

        var cleared = (await (await client.PutAsync("/api/conversations/cleared", null)).Content.ReadFromJsonAsync<ClearingEndpoints.Cleared>())!;

        cleared.Conversations.ShouldBe(2);
        (await StandOfAsync(bob), await StandOfAsync(bob, dm)).ShouldBe(((3, 3), (1, 1)));
        (await StandOfAsync(alice), await StandOfAsync(alice, dm)).ShouldBe(((0, 1), (0, 1)));

        (await client.DeleteAsync($"/api/conversations/cleared?at={cleared.At}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StandOfAsync(bob), await StandOfAsync(bob, dm)).ShouldBe(((2, 2), (0, 1)));
    }

    [Fact]
    public async Task Who_comes_back_under_a_new_base_finds_it_cleared_still()
    {
        var dm = await TestRoom.DmAsync(host, alice, bob);
        await ClearAsync(bob, 1, dm);
        await bob.ResetAsync();

        await dm.AppendAsync(alice.Device, dm.Add(bob, "admin"));

        (await StandOfAsync(bob, dm)).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Who_leaves_and_is_taken_back_begins_without_a_clearing()
    {
        await ClearAsync(bob, 3);
        await room.AppendAsync(bob.Device, room.Leave(bob));
        await room.AppendAsync(alice.Device, room.Add(bob));

        (await StandOfAsync(bob)).ShouldBe((0, 5));
    }

    [Fact]
    public async Task Other_pages_of_the_same_user_are_told_and_nobody_elses()
    {
        var (toAlice, toBob) = (new ConcurrentQueue<ConversationChange>(), new ConcurrentQueue<ConversationChange>());
        using var one = host.Conversations.OnChange(alice.Id, toAlice.Enqueue);
        using var other = host.Conversations.OnChange(bob.Id, toBob.Enqueue);

        var cleared = await ClearAsync(bob, 3);
        await UndoAsync(bob, cleared.At);

        toBob.Where(change => change.Kind != ConversationChangeKind.Appended).Select(change => (change.Conversation, change.Kind, change.Seq)).ShouldBe(
            [(room.Id, ConversationChangeKind.Cleared, 3), (room.Id, ConversationChangeKind.Cleared, 3)]);
        toAlice.ShouldNotContain(change => change.Kind == ConversationChangeKind.Cleared);
    }

    [Theory]
    [InlineData("""{"seq":4}""")]
    [InlineData("""{"seq":9007199254740992}""")]
    [InlineData("""{"seq":99999999999999999999}""")]
    [InlineData("""{"seq":0}""")]
    [InlineData("""{"seq":-1}""")]
    [InlineData("""{"seq":1.5}""")]
    [InlineData("""{"seq":"2"}""")]
    [InlineData("""{"seq":null}""")]
    [InlineData("""{"seq":2,"more":1}""")]
    [InlineData("""{}""")]
    [InlineData("")]
    public async Task What_is_no_place_of_the_log_is_refused(string body)
    {
        var content = new StringContent(body, Encoding.UTF8, "application/json");

        (await host.Client(bob.Device).PutAsync($"/api/conversations/{room.Id}/cleared", content)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        (await StandOfAsync(bob)).ShouldBe((0, 2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?at=")]
    [InlineData("?at=-1")]
    [InlineData("?at=yesterday")]
    [InlineData("?at=9223372036854775807")]
    public async Task What_is_no_time_undoes_nothing(string query)
    {
        var client = host.Client(bob.Device);

        (await client.DeleteAsync($"/api/conversations/{room.Id}/cleared{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.DeleteAsync($"/api/conversations/cleared{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Unknown_and_foreign_conversations_look_the_same()
    {
        var carol = await host.PersonAsync();
        foreach (var conv in new[] { room.Id.Value, Hash.Of("nothing").Value, "nothing" })
        {
            (await PutAsync(carol, conv, 1)).StatusCode.ShouldBe(HttpStatusCode.NotFound, conv);
            (await host.Client(carol.Device).DeleteAsync($"/api/conversations/{conv}/cleared?at=1")).StatusCode.ShouldBe(HttpStatusCode.NotFound, conv);
        }
    }

    [Fact]
    public async Task Without_a_proven_device_nothing_is_cleared()
    {
        foreach (var path in new[] { $"/api/conversations/{room.Id}/cleared", "/api/conversations/cleared" })
        {
            foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete })
            {
                (await host.Client(bob).SendAsync(new(method, path))).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
                (await host.Client(signedIn: null).SendAsync(new(method, path))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
            }
        }
    }

    [Fact]
    public async Task Who_clears_without_end_is_asked_to_wait_and_can_undo_still()
    {
        var cleared = await ClearAsync(bob, 3);
        for (var i = 1; i < RateLimits.ClearingsPerUser.Count; i++)
            await host.Client(bob.Device).PutAsync("/api/conversations/cleared", null);

        (await host.Client(bob.Device).PutAsync("/api/conversations/cleared", null)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await PutAsync(bob, room.Id.Value, 3)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await UndoAsync(bob, cleared.At)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private async Task<ClearingEndpoints.Cleared> ClearAsync(Person who, long seq, TestRoom? where = null)
    {
        var answer = await PutAsync(who, (where ?? room).Id.Value, seq);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<ClearingEndpoints.Cleared>())!;
    }

    private Task<HttpResponseMessage> PutAsync(Person who, string conv, long seq) =>
        host.Client(who.Device).PutAsJsonAsync($"/api/conversations/{conv}/cleared", new { seq });

    private Task<HttpResponseMessage> UndoAsync(Person who, long at) =>
        host.Client(who.Device).DeleteAsync($"/api/conversations/{room.Id}/cleared?at={at}");

    private static async Task TooLateAsync(Task<HttpResponseMessage> undo)
    {
        var answer = await undo;
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("too-late");
    }

    private async Task<(long Cleared, long Read)> StandOfAsync(Person who, TestRoom? where = null)
    {
        var id = (where ?? room).Id.Value;
        await using var database = await host.DatabaseAsync();
        var member = await database.Set<Member>().AsNoTracking().SingleAsync(row => row.ConversationId == id && row.User == who.Id);
        return (member.ClearedSeq, member.ReadSeq);
    }
}
