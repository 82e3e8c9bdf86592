using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Messages.Feed;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

/// <summary>What passes by a conversation: who writes, who has read.</summary>
public sealed class PassingTests : IAsyncLifetime
{
    private readonly List<AsyncServiceScope> circuits = [];
    private MessagesHost host = null!;
    private TestPerson ann = null!;
    private TestPerson bob = null!;
    private TestPerson eve = null!;
    private TestRoom room = null!;

    public async Task InitializeAsync()
    {
        host = await MessagesHost.StartAsync();
        (ann, bob, eve) = (host.Person(), host.Person(), host.Person());
        room = host.Room(RoomHistory.None, ann, bob);
    }

    public async Task DisposeAsync()
    {
        foreach (var circuit in circuits)
            await circuit.DisposeAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Who_has_the_conversation_open_is_told_that_another_writes_there_and_of_nothing_else()
    {
        var island = await OpenAsync(bob, room.Id);
        var mine = await OpenAsync(ann, room.Id);

        (await TypeAsync(ann)).Status.ShouldBe(204);

        var told = (await PassingAsync(island))!;
        told.ToJsonString().ShouldBe($$"""{"conv":"{{room.Id.Value}}","kind":"typing","user":"{{Uuid.Write(ann.Id)}}"}""");
        await NothingAsync(mine);
        host.Database.Scalar<long>("SELECT count(*) FROM entries").ShouldBe(0);
    }

    [Fact]
    public async Task Who_looks_at_another_conversation_or_at_none_is_told_nothing()
    {
        var other = host.Room(RoomHistory.None, ann, bob);
        var elsewhere = await OpenAsync(bob, room.Id, other.Id);
        var nowhere = await OpenAsync(bob);
        await TypeAsync(ann);
        await NothingAsync(elsewhere);
        await NothingAsync(nowhere);
    }

    [Fact]
    public async Task Where_one_of_two_has_blocked_the_other_neither_is_told_that_the_other_writes()
    {
        var dm = host.Dm(ann, bob);
        var (hers, his) = (await OpenAsync(ann, dm.Id), await OpenAsync(bob, dm.Id));
        host.Conversations.Blocked.Add((ann.Id, bob.Id));

        foreach (var writer in new[] { bob, ann })
            (await host.PostAsync(writer.Device, $"/api/conversations/{dm.Id}/typing", "")).Status.ShouldBe(204);

        await NothingAsync(hers);
        await NothingAsync(his);
    }

    [Fact]
    public async Task Who_is_not_a_member_tells_and_is_told_nothing()
    {
        var island = await OpenAsync(eve, room.Id);
        var members = await OpenAsync(bob, room.Id);
        (await TypeAsync(eve)).Status.ShouldBe(404);
        await NothingAsync(members);
        await TypeAsync(ann);
        (await PassingAsync(members)).ShouldNotBeNull();
        await NothingAsync(island);

        room.Remove(bob);
        await TypeAsync(ann);
        await NothingAsync(members);
        (await TypeAsync(bob)).Status.ShouldBe(404);
        (await host.PostAsync(ann.Device, "/api/conversations/nonsense/typing", "")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Of_who_is_not_to_be_noticed_nobody_is_told_that_they_write()
    {
        var island = await OpenAsync(bob, room.Id);
        host.Get<FakeDiscretion>().Hidden.Add(ann.Id);
        (await TypeAsync(ann)).Status.ShouldBe(204);
        await NothingAsync(island);
    }

    [Fact]
    public async Task What_is_written_is_not_taken_even_if_a_page_sends_it()
    {
        var answer = await host.PostAsync(ann.Device, $"/api/conversations/{room.Id}/typing", """{"text":"meet me at nine"}""");
        var island = await OpenAsync(bob, room.Id);
        await TypeAsync(ann);
        (await PassingAsync(island))!.ToJsonString().ShouldNotContain("nine");
        answer.Status.ShouldBeOneOf(204, 413);
    }

    [Fact]
    public async Task Who_says_so_all_the_time_has_to_wait()
    {
        for (var i = 0; i < RateLimits.Typing.Count; i++)
            (await TypeAsync(ann)).Status.ShouldBe(204);
        var answer = await TypeAsync(ann);
        (answer.Status, answer.RetryAfter > TimeSpan.Zero).ShouldBe((429, true));
        (await TypeAsync(bob)).Status.ShouldBe(204);
    }

    [Fact]
    public async Task Many_signs_of_one_person_are_one_in_the_next_call_and_a_page_that_takes_nothing_loses_them()
    {
        var island = await OpenAsync(bob, room.Id);
        island.Answers = false;
        await TypeAsync(ann);
        var first = await island.NextAsync();
        for (var seq = 1; seq <= 3; seq++)
            host.Get<IRelay>().Publish(Passing.Read(room.Id, ann.Id, seq));
        await Task.Delay(300);
        island.Answers = true;
        first.Hold();
        var told = (await PassingAsync(island))!;
        ((string?)told["kind"], (long)told["seq"]!).ShouldBe(("read", 3));

        var feed = circuits[0].ServiceProvider.GetRequiredService<CircuitFeed>();
        feed.ConnectionDown();
        await TypeAsync(ann);
        await Task.Delay(300);
        feed.ConnectionUp();
        await NothingAsync(island);
    }

    [Fact]
    public async Task Who_does_not_tell_how_far_they_have_read_is_not_told_of_others()
    {
        var quiet = await OpenAsync(bob, room.Id);
        host.Conversations.Quiet.Add(bob.Id);
        host.Get<IRelay>().Publish(Passing.Read(room.Id, ann.Id, 1));
        await NothingAsync(quiet);
        await TypeAsync(ann);
        ((string?)(await PassingAsync(quiet))!["kind"]).ShouldBe("typing");
    }

    [Fact]
    public async Task When_hosts_hear_each_other_again_pages_look_up_once_what_was_read_meanwhile()
    {
        var island = await OpenAsync(bob, room.Id);
        var relay = (InProcessRelay)host.Get<IRelay>();
        relay.TellOfLoss(); // of one partition, as with each that is bound
        for (var second = 0; second < 2; second++)
            relay.Note(trouble: true, host.Clock.GetUtcNow());
        await NothingAsync(island);
        host.Conversations.Lost.ShouldBeEmpty();

        relay.Note(trouble: false, host.Clock.GetUtcNow());
        relay.Note(trouble: false, host.Clock.GetUtcNow());
        (await PassingAsync(island))!.ToJsonString().ShouldBe($$"""{"conv":"{{room.Id.Value}}","kind":"lost"}""");
        await NothingAsync(island);
        host.Conversations.Lost.ShouldBe([bob.Id]);
    }

    [Fact]
    public void A_crowd_does_not_fill_what_waits_for_a_page()
    {
        var buffer = new FeedBuffer();
        for (var i = 0; i < FeedBuffer.MaxPassing * 2; i++)
            buffer.AddPassing(new Passing(PassingKind.Typing, Guid.NewGuid(), "{}"u8.ToArray()));
        buffer.IsUrgent.ShouldBeFalse();
        buffer.Take().Passing.Count.ShouldBe(FeedBuffer.MaxPassing);
        buffer.IsEmpty.ShouldBeTrue();
    }

    private Task<Answer> TypeAsync(TestPerson who) => host.PostAsync(who.Device, $"/api/conversations/{room.Id}/typing", "");

    private async Task<FakeIsland> OpenAsync(TestPerson who, params ConversationId?[] shown)
    {
        var circuit = host.Services.CreateAsyncScope();
        circuits.Add(circuit);
        var (island, feed) = (new FakeIsland(), circuit.ServiceProvider.GetRequiredService<CircuitFeed>());
        foreach (var conversation in shown)
            feed.Open(conversation, null);
        await feed.AttachAsync(who.Id, island);
        return island;
    }

    private static async Task<System.Text.Json.Nodes.JsonNode?> PassingAsync(FakeIsland island)
    {
        while (true)
        {
            var batch = (await island.NextAsync()).Batch;
            if (batch["passing"]!.AsArray() is { Count: > 0 } passing)
                return passing.ShouldHaveSingleItem();
        }
    }

    private static async Task NothingAsync(FakeIsland island)
    {
        await Task.Delay(MessageFeed.Pace + TimeSpan.FromMilliseconds(400));
        while (island.TryNext(out var delivery))
            delivery!.Batch["passing"]!.AsArray().ShouldBeEmpty();
    }
}
