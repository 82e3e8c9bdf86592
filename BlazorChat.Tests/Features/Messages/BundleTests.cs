using System.Text.Json.Nodes;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

public class BundleTests : IAsyncLifetime
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
    public async Task Keys_for_an_own_new_device_are_kept_for_it()
    {
        var dm = _host.Dm(_ann, _bob);
        var device = _ann.AddDevice();
        _host.Conversations.Raise(dm);
        dm.Forget();
        var jwe = Envelopes.Bundle(device.Enc);
        (await PostAsync(_ann.Device, dm, device.Enc, jwe)).Status.ShouldBe(201);
        var bundle = (await _host.GetAsync(device, Path(dm, device.Enc))).Body!["bundles"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)bundle["jwe"], (string?)bundle["device"]).ShouldBe((jwe, Uuid.Write(_ann.Device.Id)));
    }

    [Fact]
    public async Task Nobody_else_is_handed_them()
    {
        var dm = _host.Dm(_ann, _bob);
        await PostAsync(_ann.Device, dm, _ann.Recovery, Envelopes.Bundle(_ann.Recovery));
        (await _host.GetAsync(_bob.Device, Path(dm, _ann.Recovery))).Status.ShouldBe(404);
        (await _host.GetAsync(_host.Person().Device, Path(dm, _ann.Recovery))).Status.ShouldBe(404);
        (await _host.GetAsync(_ann.Device, Path(dm, _ann.Recovery))).Body!["bundles"]!.AsArray().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(RoomHistory.Shared, 201, null)]
    [InlineData(RoomHistory.None, 403, "history")]
    public async Task Keys_for_another_member_are_taken_only_where_history_is_shared(RoomHistory history, int status, string? code)
    {
        var room = _host.Room(history, _ann, _bob);
        var answer = await PostAsync(_ann.Device, room, _bob.Device.Enc, Envelopes.Bundle(_bob.Device.Enc));
        (answer.Status, answer.Code).ShouldBe((status, code));
    }

    [Fact]
    public async Task Keys_for_who_is_no_recipient_are_refused()
    {
        var dm = _host.Dm(_ann, _bob);
        var stranger = TestDevice.AnyKid();
        (await PostAsync(_ann.Device, dm, stranger, Envelopes.Bundle(stranger))).Code.ShouldBe("recipient");
    }

    [Fact]
    public async Task A_bundle_sealed_for_another_key_than_it_is_posted_for_is_refused()
    {
        var dm = _host.Dm(_ann, _bob);
        (await PostAsync(_ann.Device, dm, _ann.Recovery, Envelopes.Bundle(_bob.Recovery))).Code.ShouldBe("recipient");
    }

    [Fact]
    public async Task Who_is_no_member_cannot_post_any()
    {
        var dm = _host.Dm(_ann, _bob);
        (await PostAsync(_host.Person().Device, dm, _ann.Recovery, Envelopes.Bundle(_ann.Recovery))).Status.ShouldBe(404);
    }

    [Fact]
    public async Task The_oldest_make_room()
    {
        var dm = _host.Dm(_ann, _bob);
        string last = "";
        for (var i = 0; i < 40; i++)
            await PostAsync(_ann.Device, dm, _ann.Recovery, last = Envelopes.Bundle(_ann.Recovery));
        var bundles = (await _host.GetAsync(_ann.Device, Path(dm, _ann.Recovery))).Body!["bundles"]!.AsArray();
        bundles.Count.ShouldBe(32);
        ((string?)bundles[^1]!["jwe"]).ShouldBe(last);
    }

    [Fact]
    public async Task Nobody_crowds_out_what_others_left()
    {
        var carl = _host.Person();
        var room = _host.Room(RoomHistory.Shared, _ann, _bob, carl);
        var kept = Envelopes.Bundle(_bob.Device.Enc);
        await PostAsync(_ann.Device, room, _bob.Device.Enc, kept);
        for (var i = 0; i < 40; i++)
            await PostAsync(carl.Device, room, _bob.Device.Enc, Envelopes.Bundle(_bob.Device.Enc));
        var bundles = (await _host.GetAsync(_bob.Device, Path(room, _bob.Device.Enc))).Body!["bundles"]!.AsArray();
        bundles.Count.ShouldBe(32);
        bundles.Select(bundle => (string?)bundle!["jwe"]).ShouldContain(kept);
    }

    [Fact]
    public async Task A_bundle_that_is_too_large_is_refused()
    {
        var dm = _host.Dm(_ann, _bob);
        (await PostAsync(_ann.Device, dm, _ann.Recovery, new string('A', BundleJwe.MaxLength + 1))).Status.ShouldBe(413);
    }

    private static string Path(TestRoom room, Kid kid) => $"/api/conversations/{room.Id}/bundles?kid={kid}";

    private Task<Answer> PostAsync(TestDevice device, TestRoom room, Kid kid, string jwe) =>
        _host.PostAsync(device, $"/api/conversations/{room.Id}/bundles", new JsonObject { ["kid"] = kid.Value, ["jwe"] = jwe });
}
