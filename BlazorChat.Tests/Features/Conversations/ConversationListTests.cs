using System.Collections.Concurrent;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public class ConversationListTests : IAsyncLifetime
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
    public async Task A_list_has_the_users_conversations_newest_first_with_peer_and_head()
    {
        var dm = await TestRoom.DmAsync(host, alice, bob);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));

        var list = await host.Conversations.OfAsync(alice.Id);

        list.Select(row => row.Conversation).ShouldBe([room.Id, dm.Id]);
        (list[0].Kind, list[0].Peer).ShouldBe((RoomKind.Private, null));
        (list[1].Kind, list[1].Peer, list[1].LastSeq, list[1].ReadSeq, list[1].N, list[1].Head).ShouldBe((RoomKind.Dm, bob.Id, 1, 1, 0, dm.State.Head));
        (await host.Conversations.OfAsync(bob.Id)).ShouldHaveSingleItem().Peer.ShouldBe(alice.Id);
    }

    [Fact]
    public async Task A_dm_is_found_from_both_sides_and_by_nobody_else()
    {
        var dm = await TestRoom.DmAsync(host, alice, bob);
        var carol = await host.PersonAsync();

        (await host.Conversations.FindDmAsync(alice.Id, bob.Id))!.Conversation.ShouldBe(dm.Id);
        (await host.Conversations.FindDmAsync(bob.Id, alice.Id))!.Conversation.ShouldBe(dm.Id);
        (await host.Conversations.FindDmAsync(carol.Id, alice.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task A_dm_given_up_by_both_is_not_found_so_that_a_new_one_is_made()
    {
        await TestRoom.DmAsync(host, alice, bob);
        await alice.ResetAsync();
        (await host.Conversations.FindDmAsync(alice.Id, bob.Id)).ShouldNotBeNull("bob can still take alice back");

        await bob.ResetAsync();

        (await host.Conversations.FindDmAsync(alice.Id, bob.Id)).ShouldBeNull();
        (await host.Conversations.FindDmAsync(bob.Id, alice.Id)).ShouldBeNull();
        (await host.Conversations.OfAsync(alice.Id)).ShouldBeEmpty();
        (await host.Conversations.OfAsync(bob.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_read_stays_read_and_only_what_is_there_can_have_been()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        await room.AppendAsync(alice.Device, room.Add(bob));

        (await host.Conversations.MarkReadAsync(room.Id, alice.Id, 2)).ShouldBeTrue();
        await host.Conversations.MarkReadAsync(room.Id, alice.Id, 1);
        (await host.Conversations.OfAsync(alice.Id)).Single().ReadSeq.ShouldBe(2);
        await host.Conversations.MarkReadAsync(room.Id, alice.Id, 3);
        (await host.Conversations.OfAsync(alice.Id)).Single().ReadSeq.ShouldBe(2);
    }

    [Fact]
    public async Task Who_is_no_member_reads_nothing()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));

        (await host.Conversations.MarkReadAsync(room.Id, bob.Id, 1)).ShouldBeFalse();
    }

    [Fact]
    public async Task Members_are_told_who_comes_what_is_new_what_was_read_and_who_goes()
    {
        var told = new BlockingCollection<ConversationChange>();
        using var watch = host.Conversations.OnChange(bob.Id, told.Add);
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        await room.AppendAsync(alice.Device, room.Add(bob));
        Next(told).ShouldBe(new(room.Id, ConversationChangeKind.Entered, null, 2, host.Clock.GetUtcNow()));

        await host.Conversations.AnnounceAsync(room.Id, 3, host.Clock.GetUtcNow());
        Next(told).ShouldBe(new(room.Id, ConversationChangeKind.Appended, null, 3, host.Clock.GetUtcNow()));

        await room.AppendAsync(alice.Device, room.Role(bob, "admin"));
        Next(told).Kind.ShouldBe(ConversationChangeKind.Appended);

        await host.Conversations.MarkReadAsync(room.Id, bob.Id, 3);
        Next(told).ShouldBe(new(room.Id, ConversationChangeKind.Read, null, 3, host.Clock.GetUtcNow()));

        await room.AppendAsync(alice.Device, room.Remove(bob));
        Next(told).Kind.ShouldBe(ConversationChangeKind.Left);
        told.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_dm_is_told_to_both_with_the_other_as_peer()
    {
        var (toAlice, toBob) = (new BlockingCollection<ConversationChange>(), new BlockingCollection<ConversationChange>());
        using var one = host.Conversations.OnChange(alice.Id, toAlice.Add);
        using var other = host.Conversations.OnChange(bob.Id, toBob.Add);

        await TestRoom.DmAsync(host, alice, bob);

        Next(toAlice).Peer.ShouldBe(bob.Id);
        Next(toBob).Peer.ShouldBe(alice.Id);
    }

    [Fact]
    public async Task A_watcher_that_fails_hurts_only_itself_and_one_that_left_is_not_called()
    {
        var told = new BlockingCollection<ConversationChange>();
        using var failing = host.Conversations.OnChange(alice.Id, _ => throw new InvalidOperationException("on purpose"));
        using var watch = host.Conversations.OnChange(alice.Id, told.Add);
        var left = host.Conversations.OnChange(alice.Id, _ => told.Add(null!));
        left.Dispose();

        await TestRoom.DmAsync(host, alice, bob);

        Next(told).ShouldNotBeNull();
        told.ShouldBeEmpty();
    }

    private static ConversationChange Next(BlockingCollection<ConversationChange> told) =>
        told.TryTake(out var change, TimeSpan.FromSeconds(30)) ? change : throw new TimeoutException("Nobody was told.");
}
