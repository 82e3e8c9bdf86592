using System.Text.Json.Nodes;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

public sealed class ArchivedTests : IAsyncLifetime
{
    private MessagesHost _host = null!;
    private TestPerson _ann = null!;
    private TestPerson _bob = null!;
    private TestRoom _room = null!;

    public async Task InitializeAsync()
    {
        _host = await MessagesHost.StartAsync();
        (_ann, _bob) = (_host.Person(), _host.Person());
        _room = _host.Room(RoomHistory.Shared, _ann, _bob);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Nothing_is_sent_to_an_archived_room_and_what_was_is_answered_again()
    {
        var key = await _host.SessionAsync(_ann.Device, _room);
        var jwe = Envelopes.Message(key);
        var first = await _host.MessageAsync(_ann.Device, _room, 1, jwe);
        await ArchiveAsync(true);

        var second = await _host.MessageAsync(_ann.Device, _room, 2, key);

        (second.Status, second.Code).ShouldBe((422, "archived"));
        (await _host.MessageAsync(_ann.Device, _room, 1, jwe)).Seq.ShouldBe(first.Seq);
        (await _host.GetAsync(_bob.Device, $"/api/conversations/{_room.Id}/messages")).Body!["entries"]!.AsArray().ShouldHaveSingleItem();
        await ArchiveAsync(false);
        (await _host.MessageAsync(_ann.Device, _room, 2, key)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task No_session_is_begun_in_an_archived_room()
    {
        await ArchiveAsync(true);
        var manifest = Envelopes.Manifest(_ann.Device, _room.Id, Envelopes.AnyKey(), _room.Head, _host.Clock.GetUtcNow());

        var answer = await _host.PostAsync(_ann.Device, $"/api/conversations/{_room.Id}/sessions", new JsonObject
        {
            ["manifest"] = manifest,
            ["key"] = Envelopes.Key(manifest, _room.Kids()),
        });

        (answer.Status, answer.Code).ShouldBe((422, "archived"));
    }

    [Fact]
    public async Task No_send_slips_in_after_an_archiving()
    {
        var people = Enumerable.Range(0, 6).Select(_ => _host.Person()).ToArray();
        var room = _room = _host.Room(RoomHistory.Shared, people);
        var keys = await Task.WhenAll(people.Select(person => _host.SessionAsync(person.Device, room)));
        using var underWay = new CountdownEvent(people.Length);
        var sending = people.Select((person, i) => Task.Run(async () =>
        {
            for (var n = 1; ; n++)
            {
                var answer = await _host.MessageAsync(person.Device, room, n, keys[i]);
                if (n == 1)
                    underWay.Signal();
                if (answer.Status != 200)
                    return answer.Code;
            }
        })).ToList();
        await Task.Run(underWay.Wait);

        var last = await ArchiveAsync(true);

        (await Task.WhenAll(sending)).ShouldAllBe(code => code == "archived");
        await using var database = _host.Database.CreateDbContext();
        var row = await database.Set<Conversation>().SingleAsync(row => row.Id == room.Id.Value);
        (row.LastSeq, row.Messages).ShouldBe((last, last));
    }

    private Task<long> ArchiveAsync(bool archived) => _host.Get<GroupAppend>().RunAsync(new Archiving(_room.Id, archived ? _host.Clock.GetUtcNow() : null));

    /// <summary>As the slice of conversations does it; the log's end then.</summary>
    private sealed class Archiving(ConversationId conversation, DateTimeOffset? at) : IAppendWork<long>
    {
        public string Key => conversation.Value;

        public long Run(AppendTransaction transaction)
        {
            var head = ConversationHead.Lock(transaction, conversation)!;
            head.Archive(at);
            return head.LastSeq;
        }
    }
}
