using System.Text.Json.Nodes;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

public class GrantTests : IAsyncLifetime
{
    private MessagesHost _host = null!;
    private TestPerson _ann = null!;
    private TestPerson _bob = null!;

    public async Task InitializeAsync()
    {
        _host = await MessagesHost.StartAsync();
        (_ann, _bob) = (_host.Person(), _host.Person());
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_grant_to_who_was_added_keeps_the_session()
    {
        var (room, key, manifest) = await BeginAsync(RoomHistory.Shared);
        var device = Add(room);
        (await _host.MessageAsync(_ann.Device, room, 1, key)).Code.ShouldBe("recipients");
        (await GrantAsync(_ann.Device, room, key, manifest, [device.Enc])).Status.ShouldBe(201);
        (await _host.MessageAsync(_ann.Device, room, 1, key)).Status.ShouldBe(200);
        var answer = await _host.GetAsync(device, $"/api/conversations/{room.Id}/sessions/{key}");
        ((string?)answer.Body!["jwe"]!["header"]!["kid"]).ShouldBe(device.Enc.Value);
    }

    [Fact]
    public async Task The_same_grant_again_is_answered_as_before()
    {
        var (room, key, manifest) = await BeginAsync(RoomHistory.Shared);
        var device = Add(room);
        (await GrantAsync(_ann.Device, room, key, manifest, [device.Enc])).Status.ShouldBe(201);
        (await GrantAsync(_ann.Device, room, key, manifest, [device.Enc])).Status.ShouldBe(201);
        _host.Database.Scalar<long>("SELECT COUNT(*) FROM session_grants").ShouldBe(2);
    }

    [Fact]
    public async Task Where_history_is_not_shared_a_new_session_is_due()
    {
        var (room, key, manifest) = await BeginAsync(RoomHistory.None);
        var answer = await GrantAsync(_ann.Device, room, key, manifest, [Add(room).Enc]);
        (answer.Status, answer.Code).ShouldBe((409, "session"));
    }

    [Fact]
    public async Task Only_the_sessions_own_device_grants_it()
    {
        var (room, key, manifest) = await BeginAsync(RoomHistory.Shared);
        var device = Add(room);
        (await GrantAsync(_bob.Device, room, key, manifest, [device.Enc])).Code.ShouldBe("session");
        (await GrantAsync(device, room, key, manifest, [device.Enc])).Code.ShouldBe("session");
    }

    [Fact]
    public async Task A_grant_to_who_is_no_recipient_is_refused()
    {
        var (room, key, manifest) = await BeginAsync(RoomHistory.Shared);
        (await GrantAsync(_ann.Device, room, key, manifest, [Add(room).Enc, TestDevice.AnyKid()])).Code.ShouldBe("recipients");
    }

    [Fact]
    public async Task A_grant_that_leaves_out_one_of_the_missing_is_refused()
    {
        var (room, key, manifest) = await BeginAsync(RoomHistory.Shared);
        Add(room);
        (await GrantAsync(_ann.Device, room, key, manifest, [Add(room).Enc])).Code.ShouldBe("recipients");
    }

    [Fact]
    public async Task A_grant_that_names_somebody_again_is_refused()
    {
        var (room, key, manifest) = await BeginAsync(RoomHistory.Shared);
        (await GrantAsync(_ann.Device, room, key, manifest, [Add(room).Enc, _bob.Device.Enc])).Code.ShouldBe("not-missing");
    }

    [Fact]
    public async Task A_grant_under_another_manifest_is_refused()
    {
        var (room, key, _) = await BeginAsync(RoomHistory.Shared);
        var other = Envelopes.Manifest(_ann.Device, room.Id, key, room.Head, _host.Clock.GetUtcNow());
        (await GrantAsync(_ann.Device, room, key, other, [Add(room).Enc])).Code.ShouldBe("not-missing");
    }

    [Fact]
    public async Task A_grant_for_recipients_that_change_meanwhile_is_seen_under_the_lock()
    {
        var (room, key, manifest) = await BeginAsync(RoomHistory.Shared);
        var device = Add(room);
        _ = room.Recipients(0);
        _bob.Drop(device);
        _host.Conversations.Raise(room);
        (await GrantAsync(_ann.Device, room, key, manifest, [device.Enc])).Code.ShouldBe("recipients");
    }

    private async Task<(TestRoom Room, SessionKeyId Key, string Manifest)> BeginAsync(RoomHistory history)
    {
        var room = _host.Room(history, _ann, _bob);
        var key = await _host.SessionAsync(_ann.Device, room);
        var manifest = (string)(await _host.GetAsync(_ann.Device, $"/api/conversations/{room.Id}/sessions/{key}")).Body!["manifest"]!;
        return (room, key, manifest);
    }

    private TestDevice Add(TestRoom room)
    {
        var device = _bob.AddDevice();
        _host.Conversations.Raise(room);
        room.Forget();
        _host.Clock.Advance(TimeSpan.FromMinutes(2));
        return device;
    }

    private Task<Answer> GrantAsync(TestDevice device, TestRoom room, SessionKeyId key, string manifest, IEnumerable<Kid> recipients) =>
        _host.PostAsync(device, $"/api/conversations/{room.Id}/sessions/{key}/grants", new JsonObject { ["key"] = Envelopes.Key(manifest, recipients) });
}
