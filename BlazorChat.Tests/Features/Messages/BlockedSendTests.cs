using System.Text.Json.Nodes;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

/// <summary>A dm where one of the two has blocked the other.</summary>
public sealed class BlockedSendTests : IAsyncLifetime
{
    private MessagesHost _host = null!;
    private TestPerson _ann = null!;
    private TestPerson _bob = null!;
    private TestRoom _dm = null!;

    public async Task InitializeAsync()
    {
        _host = await MessagesHost.StartAsync();
        (_ann, _bob) = (_host.Person(), _host.Person());
        _dm = _host.Dm(_ann, _bob);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Neither_sends_each_is_told_why_and_no_counter_is_used()
    {
        var (hers, his) = (await _host.SessionAsync(_ann.Device, _dm), await _host.SessionAsync(_bob.Device, _dm));
        var jwe = Envelopes.Message(his);
        var first = await _host.MessageAsync(_bob.Device, _dm, 1, jwe);
        Block(_ann, true);

        var refused = await _host.MessageAsync(_bob.Device, _dm, 2, his);
        (refused.Status, refused.Code, (string?)refused.Body!["detail"]).ShouldBe((403, "blocked-by", "This person does not take messages from you here."));
        (await _host.MessageAsync(_ann.Device, _dm, 1, hers)).Code.ShouldBe("blocking");
        (await _host.MessageAsync(_bob.Device, _dm, 1, jwe)).Seq.ShouldBe(first.Seq, "what was taken before is answered as it was");
        (await DeleteAsync(_bob, 2, his, first.Seq)).Code.ShouldBe("blocked-by", "a deletion is a message, and may be a lie");
        _host.Database.Scalar<long>("SELECT count(*) FROM entries").ShouldBe(1);

        Block(_ann, false);
        (await _host.MessageAsync(_bob.Device, _dm, 2, his)).Status.ShouldBe(200);
        (await _host.MessageAsync(_ann.Device, _dm, 1, hers)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_send_that_was_validated_before_the_block_is_validated_again_under_the_lock()
    {
        var key = await _host.SessionAsync(_bob.Device, _dm);
        _dm.Recipients(0);   // in memory, from before
        _dm.Blockers.Add(_ann.Id);
        _host.Conversations.Raise(_dm);

        (await _host.MessageAsync(_bob.Device, _dm, 1, key)).Code.ShouldBe("blocked-by");
    }

    [Fact]
    public async Task A_block_that_another_host_has_lifted_refuses_nothing_any_more()
    {
        var key = await _host.SessionAsync(_bob.Device, _dm);
        Block(_ann, true);
        (await _host.MessageAsync(_bob.Device, _dm, 1, key)).Code.ShouldBe("blocked-by");   // in memory from here on

        Block(_ann, false);

        (await _host.MessageAsync(_bob.Device, _dm, 1, key)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task No_session_is_begun_and_keys_for_ones_own_new_device_are_still_taken()
    {
        Block(_ann, true);
        var manifest = Envelopes.Manifest(_bob.Device, _dm.Id, Envelopes.AnyKey(), _dm.Head, _host.Clock.GetUtcNow());

        var answer = await _host.PostAsync(_bob.Device, $"/api/conversations/{_dm.Id}/sessions", new JsonObject
        {
            ["manifest"] = manifest,
            ["key"] = Envelopes.Key(manifest, _dm.Kids()),
        });

        answer.Code.ShouldBe("blocked-by");
        (await _host.GetAsync(_bob.Device, $"/api/conversations/{_dm.Id}/messages")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_room_both_are_in_is_as_before()
    {
        var room = _host.Room(RoomHistory.None, _ann, _bob);
        _host.Conversations.Blocked.Add((_ann.Id, _bob.Id));
        var key = await _host.SessionAsync(_bob.Device, room);

        (await _host.MessageAsync(_bob.Device, room, 1, key)).Status.ShouldBe(200);
    }

    private Task<Answer> DeleteAsync(TestPerson by, long n, SessionKeyId key, long seq) =>
        _host.PostAsync(by.Device, $"/api/conversations/{_dm.Id}/messages", new JsonObject { ["n"] = n, ["jwe"] = Envelopes.Message(key), ["about"] = seq, ["remove"] = true });

    private void Block(TestPerson who, bool blocks)
    {
        if (blocks)
            _dm.Blockers.Add(who.Id);
        else
            _dm.Blockers.Remove(who.Id);
        _host.Conversations.Raise(_dm);
    }
}
