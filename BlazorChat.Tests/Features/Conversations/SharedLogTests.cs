using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

/// <summary>Messages and room chain entries in one log, through one writer.</summary>
public sealed class SharedLogTests : IAsyncLifetime
{
    private ConversationsHost host = null!;
    private Person alice = null!;

    public async Task InitializeAsync()
    {
        host = await ConversationsHost.StartAsync();
        alice = await host.PersonAsync();
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Messages_and_entries_at_once_share_one_gapless_seq()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        var people = new[] { await host.PersonAsync(), await host.PersonAsync(), await host.PersonAsync() };
        var append = host.Services.GetRequiredService<GroupAppend>();
        var messages = Enumerable.Range(1, 200).Select(n => append.RunAsync(new FakeMessage(host, room.Id, alice.Device, n))).ToList();

        foreach (var person in people)
            await room.AppendAsync(alice.Device, room.Add(person));
        await Task.WhenAll(messages);

        await using var database = await host.DatabaseAsync();
        var seqs = await database.Set<LogEntry>().OrderBy(entry => entry.Seq).Select(entry => entry.Seq).ToListAsync();
        seqs.ShouldBe(Enumerable.Range(1, 204).Select(seq => (long)seq));
        (await database.Set<Conversation>().SingleAsync()).LastSeq.ShouldBe(204);
        (await database.Set<LogEntry>().Where(entry => entry.Kind == LogEntryKind.Room).Select(entry => entry.N).ToListAsync()).ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public async Task What_was_judged_before_the_recipients_changed_is_not_written()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        var bob = await host.PersonAsync();
        RoomEntry.TryParse(alice.Device.SignRoom(room.Add(bob)), out var entry, out _).ShouldBeTrue();
        var before = Room.Begin(room.State, host.Clock.GetUtcNow());
        var (after, _) = RoomChain.Apply(room.State, entry, new RoomSigner(alice.Id, alice.Base));
        var version = await VersionAsync();
        // Between the judgement and the lock: the signer's devices change, and the judgement may be worth nothing.
        await alice.AddDeviceAsync();
        var writer = host.Services.GetRequiredService<RoomWriter>();

        (await writer.RunAsync(writer.Append(entry, alice.Device.Session, before, after!, version))).ShouldBeNull();
        host.Scalar<long>("SELECT COUNT(*) FROM entries").ShouldBe(1);
        (await writer.RunAsync(writer.Append(entry, alice.Device.Session, before, after!, version + 1))).ShouldNotBeNull().Seq.ShouldBe(2);
    }

    [Fact]
    public async Task A_room_that_is_read_again_from_the_log_is_the_same()
    {
        var room = await TestRoom.RoomAsync(host, "open", (alice, "admin"));
        var (bob, carol) = (await host.PersonAsync(), await host.PersonAsync());
        await room.AppendAsync(bob.Device, room.Add(bob));
        await room.AppendAsync(alice.Device, room.Add(carol, "admin"));
        await room.AppendAsync(carol.Device, room.Remove(bob));

        using var fresh = new Rooms(host.Services.GetRequiredService<IDbContextFactory<ChatDatabase>>());
        var read = (await fresh.FindAsync(room.Id, 0, CancellationToken.None)).ShouldNotBeNull();

        read.State.ShouldSatisfyAllConditions(
            state => state.N.ShouldBe(3),
            state => state.Head.ShouldBe(room.State.Head),
            state => state.Seats.ShouldBe(room.State.Seats, ignoreOrder: true),
            state => state.Removed.ShouldBe([bob.Id]));
        read.Times.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Entries_in_a_row_that_another_host_wrote_are_told_once_where_they_are_read_at_once()
    {
        var room = await TestRoom.RoomAsync(host, "open", (alice, "admin"));
        var people = new[] { await host.PersonAsync(), await host.PersonAsync(), await host.PersonAsync() };
        foreach (var person in people)
            await room.AppendAsync(alice.Device, room.Add(person));
        var databases = host.Services.GetRequiredService<IDbContextFactory<ChatDatabase>>();
        using var rooms = new Rooms(databases); // of the host that follows: it has no page of this room's yet
        var watchers = ActivatorUtilities.CreateInstance<ConversationWatchers>(host.Services);
        var follow = ActivatorUtilities.CreateInstance<FollowConversations>(host.Services, rooms, watchers);
        List<ConversationChange>[] told = [[], []];
        using var hers = watchers.Add(alice.Id, told[0].Add);
        using var theirs = watchers.Add(people[1].Id, told[1].Add);

        foreach (var n in new[] { 1, 2, 3 })
            await follow.FollowAsync(new(HostChangeKinds.RoomChain, $"{room.Id} {n}", null), CancellationToken.None);
        told.Select(changes => changes.ConvertAll(change => (change.Kind, change.Seq))).ShouldBe([[(ConversationChangeKind.Appended, 4)], [(ConversationChangeKind.Entered, 4)]]);

        await room.AppendAsync(alice.Device, room.Remove(people[1]));
        await follow.FollowAsync(new(HostChangeKinds.RoomChain, $"{room.Id} 4", null), CancellationToken.None);
        told.Select(changes => (changes.Count, changes[^1].Kind, changes[^1].Seq)).ShouldBe([(2, ConversationChangeKind.Appended, 5), (2, ConversationChangeKind.Left, 5)]);

        // Brought back by this host, which tells that itself, and removed by the other.
        await room.AppendAsync(alice.Device, room.Add(people[1]));
        await rooms.FindAsync(room.Id, 5, CancellationToken.None);
        await room.AppendAsync(alice.Device, room.Remove(people[1]));
        await follow.FollowAsync(new(HostChangeKinds.RoomChain, $"{room.Id} 6", null), CancellationToken.None);
        (told[1].Count, told[1][^1].Kind, told[1][^1].Seq).ShouldBe((3, ConversationChangeKind.Left, 7));
    }

    [Fact]
    public async Task A_log_that_was_tampered_with_is_not_believed()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        await room.AppendAsync(alice.Device, room.Add(await host.PersonAsync()));
        host.Scalar<string>($"""UPDATE entries SET "N" = 5 WHERE "N" = 1 RETURNING "Hash" """);
        using var fresh = new Rooms(host.Services.GetRequiredService<IDbContextFactory<ChatDatabase>>());

        await Should.ThrowAsync<InvalidDataException>(async () => await fresh.FindAsync(room.Id, 0, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_appended_goes_to_the_relay()
    {
        var received = new TaskCompletionSource<RelayMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var genesis = TestRoom.Genesis(host, alice.Device, "private", "none", (alice, "admin"));
        using var watch = host.Services.GetRequiredService<IRelay>()
            .Subscribe(RelayPartition.Of(Hash.Of(genesis).Value), message => received.TrySetResult(message), () => { });

        var room = await TestRoom.CreateAsync(host, alice.Device, genesis);

        var message = await received.Task.WaitAsync(TimeSpan.FromSeconds(30));
        (message.Topic, message.Seq).ShouldBe((room.Id.Value, 1));
    }

    private async Task<long> VersionAsync()
    {
        await using var database = await host.DatabaseAsync();
        return await database.Set<Conversation>().Select(row => row.RecipientsVersion).SingleAsync();
    }
}
