using System.Text.Json.Nodes;
using BlazorChat.Pki;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Messages.Feed;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

public sealed class CircuitFeedTests : IAsyncLifetime
{
    private readonly FakeIsland _island = new();
    private MessagesHost _host = null!;
    private TestPerson _ann = null!;
    private TestPerson _bob = null!;
    private TestRoom _dm = null!;
    private SessionKeyId _key;
    private long _n;
    private AsyncServiceScope _circuit;

    private CircuitFeed Feed => _circuit.ServiceProvider.GetRequiredService<CircuitFeed>();

    public async Task InitializeAsync()
    {
        _host = await MessagesHost.StartAsync();
        (_ann, _bob) = (_host.Person(), _host.Person());
        _dm = _host.Dm(_ann, _bob);
        _key = await _host.SessionAsync(_ann.Device, _dm);
        _circuit = _host.Services.CreateAsyncScope();
    }

    public async Task DisposeAsync()
    {
        await _circuit.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task What_is_sent_arrives_as_it_was_sent()
    {
        await OpenAsync();
        var jwe = Envelopes.Message(_key);
        var sent = await _host.MessageAsync(_ann.Device, _dm, 1, jwe);
        var batch = (await _island.NextAsync()).Batch;
        var entry = batch["entries"]!.AsArray().ShouldHaveSingleItem()!;
        entry.ToJsonString().ShouldBe(new JsonObject
        {
            ["conv"] = _dm.Id.Value,
            ["seq"] = sent.Seq,
            ["at"] = sent.At,
            ["kind"] = "message",
            ["user"] = Uuid.Write(_ann.Id),
            ["device"] = Uuid.Write(_ann.Device.Id),
            ["n"] = 1,
            ["jwe"] = jwe,
        }.ToJsonString());
        (batch["users"]!.AsArray().Count, batch["crl"]).ShouldBe((0, null));
    }

    [Fact]
    public async Task One_call_is_in_flight_and_what_arrives_meanwhile_goes_into_the_next()
    {
        await OpenAsync();
        _island.Answers = false;
        await SendAsync(1);
        var first = await _island.NextAsync();
        await SendAsync(5);
        await Announced(6);
        _island.TryNext(out _).ShouldBeFalse();
        first.Hold();
        var second = await _island.NextAsync();
        (first.Seqs, second.Seqs).ShouldSatisfyAllConditions(both => both.Item1.ShouldBe([1]), both => both.Item2.ShouldBe([2, 3, 4, 5, 6]));
        second.Hold();
        _island.MostAtOnce.ShouldBe(1);
    }

    [Fact]
    public async Task A_hole_is_filled_from_the_database_in_order()
    {
        await OpenAsync();
        await SendAsync(1);
        (await _island.NextAsync()).Seqs.ShouldBe([1]);
        // Stored by another host, and the relay lost it.
        await Task.WhenAll(StoreSilently(2), StoreSilently(3));
        _n = 3;
        await SendAsync(1);
        (await SeqsAsync(3)).ShouldBe([2, 3, 4]);
    }

    [Fact]
    public async Task What_was_removed_before_it_is_read_arrives_without_what_it_said()
    {
        await OpenAsync();
        await SendAsync(1);
        await _island.NextAsync();
        await StoreSilently(2);
        _host.Database.Execute("""UPDATE "entries" SET "Body" = '', "RemovedBy" = 3 WHERE "Seq" = 2""");
        _n = 2;
        await SendAsync(1);
        JsonNode? removed = null;
        while (removed is null)
            removed = (await _island.NextAsync()).Batch["entries"]!.AsArray().FirstOrDefault(entry => (long)entry!["seq"]! == 2);
        (removed.AsObject().ContainsKey("jwe"), removed["jwe"], (long)removed["removedBy"]!, (long)removed["n"]!).ShouldBe((true, null, 3, 2));
    }

    [Fact]
    public async Task A_repetition_is_not_delivered_twice()
    {
        await OpenAsync();
        await SendAsync(2);
        await SeqsAsync(2);
        Feed.Push(new RelayMessage(_dm.Id.Value, 1, 0, "{}"u8.ToArray()));
        await SendAsync(1);
        (await SeqsAsync(1)).ShouldBe([3]);
    }

    [Fact]
    public async Task A_page_that_opens_a_conversation_is_handed_its_newest_entry()
    {
        await SendAsync(7);
        Feed.Open(_dm.Id, _ann.Id);
        await Feed.AttachAsync(_bob.Id, _island);
        (await _island.NextAsync()).Seqs.ShouldBe([7]);
    }

    [Fact]
    public async Task A_page_that_names_only_the_other_user_gets_the_dm_with_them()
    {
        await SendAsync(2);
        Feed.Open(null, _ann.Id);
        await Feed.AttachAsync(_bob.Id, _island);
        (await _island.NextAsync()).Seqs.ShouldBe([2]);
        await SendAsync(1);
        (await _island.NextAsync()).Seqs.ShouldBe([3]);
    }

    [Fact]
    public async Task A_dm_that_the_other_one_makes_while_their_page_is_open_is_delivered()
    {
        var eve = _host.Person();
        Feed.Open(null, eve.Id);
        await Feed.AttachAsync(_bob.Id, _island);
        var dm = _host.Dm(_bob, eve);
        _host.Conversations.Tell(_bob.Id, new ConversationChange(dm.Id, ConversationChangeKind.Entered, eve.Id, 1, _host.Clock.GetUtcNow()));
        await _host.MessageAsync(eve.Device, dm, 1, await _host.SessionAsync(eve.Device, dm));
        ((string?)(await _island.NextAsync()).Batch["entries"]![0]!["conv"]).ShouldBe(dm.Id.Value);
    }

    [Fact]
    public async Task Of_a_history_that_was_cleared_nothing_is_read_again()
    {
        await SendAsync(3);
        await using (var database = _host.Database.CreateDbContext())
        {
            database.Add(new Member { ConversationId = _dm.Id.Value, User = _bob.Id, Base = "", Role = RoomRole.Admin, ClearedSeq = 3 });
            await database.SaveChangesAsync();
        }
        await OpenAsync();
        await SendAsync(1);
        (await _island.NextAsync()).Seqs.ShouldBe([4]);
    }

    [Fact]
    public async Task A_clearing_is_told_and_told_again_when_the_call_was_lost()
    {
        await OpenAsync();
        _island.Answers = false;
        _host.Conversations.Tell(_bob.Id, new ConversationChange(_dm.Id, ConversationChangeKind.Cleared, null, 1, _host.Clock.GetUtcNow()));
        ((bool)(await _island.NextAsync()).Batch["cleared"]!).ShouldBeTrue();
        Feed.ConnectionDown();
        _island.Answers = true;
        Feed.ConnectionUp();
        ((bool)(await _island.NextAsync()).Batch["cleared"]!).ShouldBeTrue();
        await SendAsync(1);
        ((bool)(await _island.NextAsync()).Batch["cleared"]!).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_lost_call_told_of_users_and_revocations_is_told_again()
    {
        await OpenAsync();
        _island.Answers = false;
        _host.Chains.Announce(_ann);
        await _island.NextAsync();
        Feed.ConnectionDown();
        _island.Answers = true;
        Feed.ConnectionUp();
        ((string?)(await _island.NextAsync()).Batch["users"]![0]).ShouldBe(Uuid.Write(_ann.Id));
    }

    [Fact]
    public async Task A_page_without_answer_is_left_alone_and_goes_on_from_what_it_holds()
    {
        await OpenAsync();
        await SendAsync(1);
        (await _island.NextAsync()).Seqs.ShouldBe([1]);
        _island.Answers = false;
        await SendAsync(1);
        var frozen = await _island.NextAsync();
        await Task.Delay(CircuitFeed.Patience + TimeSpan.FromSeconds(1));
        await SendAsync(3);
        await Announced(5);
        await Task.Delay(1500);
        _island.TryNext(out _).ShouldBeFalse();

        _island.Answers = true;
        frozen.Reply();
        (await _island.NextAsync()).Seqs.ShouldBe([2, 3, 4, 5], "it had not taken 2: everything after 1 comes again");
    }

    [Fact]
    public async Task A_page_that_was_away_for_very_much_gets_the_newest_and_reads_the_rest_itself()
    {
        await OpenAsync();
        await SendAsync(1);
        await _island.NextAsync();
        Feed.ConnectionDown();
        await SendAsync(FeedBuffer.MaxEntries + 1);
        await Announced(FeedBuffer.MaxEntries + 2);
        Feed.ConnectionUp();
        (await _island.NextAsync()).Seqs.ShouldBe([FeedBuffer.MaxEntries + 2]);
    }

    [Fact]
    public async Task After_a_lost_connection_the_feed_goes_on_after_what_was_held()
    {
        await OpenAsync();
        await SendAsync(1);
        await _island.NextAsync();
        _island.Answers = false;
        await SendAsync(1);
        var lost = await _island.NextAsync();
        Feed.ConnectionDown();
        await SendAsync(1);
        _island.Answers = true;
        Feed.ConnectionUp();
        (await SeqsAsync(2)).ShouldBe([2, 3]);
        lost.Reply();
        await SendAsync(1);
        (await SeqsAsync(1)).ShouldBe([4], "the answer of the old connection disturbs nothing");
    }

    [Fact]
    public async Task A_call_that_meets_a_lost_connection_waits_for_the_next_one()
    {
        await OpenAsync();
        _island.Answers = false;
        await SendAsync(1);
        (await _island.NextAsync()).Fail(new JSDisconnectedException("gone"));
        await SendAsync(1);
        await Announced(2);
        await Task.Delay(200);
        _island.TryNext(out _).ShouldBeFalse();
        _island.Answers = true;
        Feed.ConnectionUp();
        (await _island.NextAsync()).Seqs.ShouldBe([2], "nothing was ever held: the newest shows the island its hole");
    }

    [Fact]
    public async Task An_island_that_fails_on_a_batch_gets_the_next_one()
    {
        await OpenAsync();
        _island.Answers = false;
        await SendAsync(1);
        var failed = await _island.NextAsync();
        _island.Answers = true;
        failed.Fail(new JSException("a bug"));
        await SendAsync(1);
        (await _island.NextAsync()).Seqs.ShouldBe([2]);
    }

    [Fact]
    public async Task Of_a_conversation_that_is_not_open_only_the_newest_seq_is_told_within_a_second()
    {
        await Feed.AttachAsync(_bob.Id, _island);
        await SendAsync(3);
        long last = 0;
        while (last < 3)
        {
            var batch = (await _island.NextAsync()).Batch;
            batch["entries"]!.AsArray().ShouldBeEmpty();
            var head = batch["heads"]!.AsArray().ShouldHaveSingleItem()!;
            ((string?)head["conv"]).ShouldBe(_dm.Id.Value);
            last = (long)head["seq"]!;
        }
        last.ShouldBe(3);
    }

    [Fact]
    public async Task After_a_loss_the_ends_of_conversations_that_are_not_open_are_told_once()
    {
        await Feed.AttachAsync(_bob.Id, _island);
        await StoreSilently(1);
        var relay = (InProcessRelay)_host.Get<IRelay>();
        relay.TellOfLoss();
        var head = (await _island.NextAsync()).Batch["heads"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)head["conv"], (long)head["seq"]!).ShouldBe((_dm.Id.Value, 1));
        await Announced(1);

        relay.TellOfLoss();
        await Task.Delay(TimeSpan.FromSeconds(2));
        _island.TryNext(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_conversation_of_others_is_not_delivered_even_if_the_page_asks_for_it()
    {
        var eve = _host.Person();
        await using var other = _host.Services.CreateAsyncScope();
        await other.ServiceProvider.GetRequiredService<CircuitFeed>().AttachAsync(_bob.Id, new FakeIsland());
        await SendAsync(1);
        Feed.Open(_dm.Id, null);
        await Feed.AttachAsync(eve.Id, _island);
        await SendAsync(1);
        await Announced(2);
        await Task.Delay(1500);
        _island.TryNext(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_was_removed_gets_nothing_more()
    {
        await OpenAsync();
        await SendAsync(1);
        await _island.NextAsync();
        _dm.Remove(_bob);
        await StoreSilently(2);
        Feed.Push(new RelayMessage(_dm.Id.Value, 3, 0, "{}"u8.ToArray()));
        await Task.Delay(1500);
        _island.TryNext(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_changed_user_chain_is_told_to_who_shares_a_conversation_and_to_who_looks_at_the_user()
    {
        var eve = _host.Person();
        await using var other = _host.Services.CreateAsyncScope();
        var watching = new FakeIsland();
        var looking = other.ServiceProvider.GetRequiredService<CircuitFeed>();
        looking.Open(null, _ann.Id);
        await looking.AttachAsync(eve.Id, watching);
        await Feed.AttachAsync(_bob.Id, _island);
        _host.Chains.Announce(_ann);
        ((string?)(await _island.NextAsync()).Batch["users"]!.AsArray().ShouldHaveSingleItem()).ShouldBe(Uuid.Write(_ann.Id));
        ((string?)(await watching.NextAsync()).Batch["users"]!.AsArray().ShouldHaveSingleItem()).ShouldBe(Uuid.Write(_ann.Id));

        _host.Chains.Announce(_bob);
        ((string?)(await _island.NextAsync()).Batch["users"]!.AsArray().ShouldHaveSingleItem()).ShouldBe(Uuid.Write(_bob.Id), "one's own devices too");
        await Task.Delay(200);
        watching.TryNext(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task The_number_of_a_new_revocation_list_is_told_to_everybody()
    {
        await Feed.AttachAsync(_bob.Id, _island);
        var watcher = (Action<AuthorityChange>)_host.Get<IAuthority>().ReceivedCalls().Single(call => call.GetMethodInfo().Name == nameof(IAuthority.OnChange)).GetArguments()[0]!;
        watcher(new AuthorityChange(7, []));
        ((long)(await _island.NextAsync()).Batch["crl"]!).ShouldBe(7);
    }

    [Fact]
    public async Task A_conversation_that_is_new_meanwhile_is_heard_of()
    {
        var eve = _host.Person();
        await Feed.AttachAsync(eve.Id, _island);
        var room = _host.Dm(_ann, eve);
        _host.Conversations.Tell(eve.Id, new ConversationChange(room.Id, ConversationChangeKind.Entered, _ann.Id, 1, _host.Clock.GetUtcNow()));
        var key = await _host.SessionAsync(_ann.Device, room);
        await _host.MessageAsync(_ann.Device, room, 1, key);
        ((string?)(await _island.NextAsync()).Batch["heads"]![0]!["conv"]).ShouldBe(room.Id.Value);
    }

    [Fact]
    public async Task A_detached_feed_delivers_nothing_and_frees_its_partitions()
    {
        await OpenAsync();
        Feed.Detach();
        await SendAsync(1);
        await Task.Delay(300);
        _island.TryNext(out _).ShouldBeFalse();
    }

    private async Task OpenAsync()
    {
        Feed.Open(_dm.Id, _ann.Id);
        await Feed.AttachAsync(_bob.Id, _island);
        // The log is empty: what was opened is settled when the feed has looked.
        await Task.Delay(200);
    }

    private async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++)
            (await _host.MessageAsync(_ann.Device, _dm, ++_n, _key)).Status.ShouldBe(200);
    }

    private async Task<List<long>> SeqsAsync(int count)
    {
        var seqs = new List<long>();
        while (seqs.Count < count)
            seqs.AddRange((await _island.NextAsync()).Seqs);
        return seqs;
    }

    private async Task Announced(long seq)
    {
        for (var i = 0; i < 200; i++)
        {
            lock (_host.Conversations.Announced)
            {
                if (_host.Conversations.Announced.Exists(told => told.Seq == seq))
                    return;
            }
            await Task.Delay(50);
        }
        throw new TimeoutException($"Entry {seq} did not come through the relay.");
    }

    private async Task StoreSilently(long seq)
    {
        using var database = _host.Database.CreateDbContext();
        var body = Envelopes.Message(_key);
        database.Add(new LogEntry
        {
            ConversationId = _dm.Id.Value,
            Seq = seq,
            At = _host.Clock.GetUtcNow(),
            Kind = LogEntryKind.Message,
            User = _ann.Id,
            Device = _ann.Device.Id,
            N = seq,
            SessionKey = _key.Value,
            Body = body,
            Hash = Hash.Of(body).Value,
        });
        await database.SaveChangesAsync();
        _host.Database.Execute($"""UPDATE "conversations" SET "LastSeq" = CASE WHEN "LastSeq" < {seq} THEN {seq} ELSE "LastSeq" END WHERE "Id" = '{_dm.Id}'""");
    }
}
