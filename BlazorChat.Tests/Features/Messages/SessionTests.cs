using System.Security.Cryptography;
using System.Text.Json.Nodes;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Messages;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

public class SessionTests : IAsyncLifetime
{
    private readonly SessionKeyId _key = Envelopes.AnyKey();
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
    public async Task Each_device_is_handed_its_own_recipient_and_no_other()
    {
        var manifest = Manifest();
        var body = Body(manifest);
        (await PostAsync(body)).Status.ShouldBe(201);

        foreach (var device in (TestDevice[])[_ann.Device, _bob.Device])
        {
            var answer = await _host.GetAsync(device, $"/api/conversations/{_dm.Id}/sessions/{_key}");
            var mine = body["key"]!["recipients"]!.AsArray().Single(recipient => (string?)recipient!["header"]!["kid"] == device.Enc.Value)!;
            answer.Status.ShouldBe(200);
            ((string?)answer.Body!["manifest"]).ShouldBe(manifest);
            var jwe = answer.Body["jwe"]!.AsObject();
            jwe.Select(member => member.Key).ShouldBe(["protected", "header", "encrypted_key", "iv", "ciphertext", "tag"]);
            ((string?)jwe["header"]!["kid"], (string?)jwe["encrypted_key"]).ShouldBe((device.Enc.Value, (string?)mine["encrypted_key"]));
            ((string?)jwe["protected"], (string?)jwe["tag"]).ShouldBe(((string?)body["key"]!["protected"], (string?)body["key"]!["tag"]));
        }
    }

    [Fact]
    public async Task The_recovery_key_has_a_recipient_of_its_own()
    {
        (await PostAsync(Body(Manifest()))).Status.ShouldBe(201);
        var answer = await _host.GetAsync(_bob.Device, $"/api/conversations/{_dm.Id}/sessions/{_key}?for=recovery");
        ((string?)answer.Body!["jwe"]!["header"]!["kid"]).ShouldBe(_bob.Recovery.Value);
    }

    [Fact]
    public async Task A_device_it_was_not_granted_to_gets_the_manifest_and_no_key()
    {
        (await PostAsync(Body(Manifest()))).Status.ShouldBe(201);
        var answer = await _host.GetAsync(_bob.AddDevice(), $"/api/conversations/{_dm.Id}/sessions/{_key}");
        (answer.Status, answer.Body!.AsObject().ContainsKey("jwe"), answer.Body["jwe"]).ShouldBe((200, true, null));
    }

    [Fact]
    public async Task Who_is_no_member_finds_no_session()
    {
        (await PostAsync(Body(Manifest()))).Status.ShouldBe(201);
        (await _host.GetAsync(_host.Person().Device, $"/api/conversations/{_dm.Id}/sessions/{_key}")).Status.ShouldBe(404);
        (await _host.GetAsync(_host.Person().Device, $"/api/conversations/{_dm.Id}/sessions")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_thousand_recipients_are_each_found_again()
    {
        var people = Enumerable.Range(0, 500).Select(_ => _host.Person()).ToArray();
        var room = _host.Room(RoomHistory.Shared, people);
        var key = await _host.SessionAsync(people[0].Device, room);
        foreach (var person in people.Where((_, i) => i % 50 == 0))
        {
            var answer = await _host.GetAsync(person.Device, $"/api/conversations/{room.Id}/sessions/{key}");
            ((string?)answer.Body!["jwe"]!["header"]!["kid"]).ShouldBe(person.Device.Enc.Value);
        }
    }

    [Fact]
    public async Task Sessions_are_listed_oldest_first_with_who_signed_them()
    {
        await _host.SessionAsync(_ann.Device, _dm);
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await _host.SessionAsync(_bob.Device, _dm);
        var all = (await _host.GetAsync(_ann.Device, $"/api/conversations/{_dm.Id}/sessions")).Body!["sessions"]!.AsArray();
        all.Count.ShouldBe(2);
        var later = (await _host.GetAsync(_ann.Device, $"/api/conversations/{_dm.Id}/sessions?after={(long)all[0]!["at"]!}")).Body!["sessions"]!.AsArray();
        ((string?)later.ShouldHaveSingleItem()!["key"], (string?)later[0]!["signer"]!["device"]).ShouldBe((second.Value, Uuid.Write(_bob.Device.Id)));
    }

    [Fact]
    public async Task A_session_without_a_recipient_is_refused_and_who_is_missing_is_named()
    {
        var answer = await PostAsync(Body(Manifest(), _dm.Kids().Where(kid => kid != _bob.Recovery)));
        (answer.Status, answer.Code, (string?)answer.Body!["changed"]![0]).ShouldBe((409, "recipients", Uuid.Write(_bob.Id)));
    }

    [Fact]
    public async Task A_session_with_a_recipient_too_many_is_refused()
    {
        var answer = await PostAsync(Body(Manifest(), [.. _dm.Kids(), TestDevice.AnyKid()]));
        (answer.Status, answer.Code).ShouldBe((409, "recipients"));
    }

    [Fact]
    public async Task A_recipient_named_twice_is_refused()
    {
        var answer = await PostAsync(Body(Manifest(), [.. _dm.Kids(), _bob.Recovery]));
        (answer.Status, answer.Code).ShouldBe((400, Refused.Malformed));
    }

    [Fact]
    public async Task Who_was_added_in_the_last_minute_may_be_left_out_or_not()
    {
        var before = _dm.Kids();
        _bob.AddDevice();
        _host.Conversations.Raise(_dm);
        _dm.Forget();
        (await PostAsync(Body(Manifest(), before))).Status.ShouldBe(201);
        await _host.SessionAsync(_ann.Device, _dm);
        _host.Clock.Advance(TimeSpan.FromSeconds(61));
        var key = Envelopes.AnyKey();
        var manifest = Envelopes.Manifest(_ann.Device, _dm.Id, key, _dm.Head, _host.Clock.GetUtcNow());
        (await PostAsync(Body(manifest, before))).Code.ShouldBe("recipients");
    }

    [Fact]
    public async Task A_manifest_for_another_conversation_is_refused()
    {
        var other = _host.Dm(_ann, _host.Person());
        var answer = await PostAsync(Body(Envelopes.Manifest(_ann.Device, other.Id, _key, _dm.Head, _host.Clock.GetUtcNow())));
        (answer.Status, answer.Code).ShouldBe((400, "conversation"));
    }

    [Fact]
    public async Task A_key_under_another_manifest_is_refused()
    {
        var body = Body(Manifest());
        body["manifest"] = Envelopes.Manifest(_ann.Device, _dm.Id, _key, _dm.Head, _host.Clock.GetUtcNow().AddSeconds(1));
        var answer = await PostAsync(body);
        (answer.Status, answer.Code).ShouldBe((400, "manifest"));
    }

    [Fact]
    public async Task A_manifest_of_another_user_is_refused()
    {
        var answer = await PostAsync(Body(Envelopes.Manifest(_bob.Device, _dm.Id, _key, _dm.Head, _host.Clock.GetUtcNow())));
        (answer.Status, answer.Code).ShouldBe((403, "signer-unknown"));
    }

    [Fact]
    public async Task A_manifest_of_another_device_of_the_same_user_is_refused()
    {
        var second = _ann.AddDevice();
        _host.Conversations.Raise(_dm);
        _dm.Forget();
        var answer = await PostAsync(Body(Envelopes.Manifest(second, _dm.Id, _key, _dm.Head, _host.Clock.GetUtcNow())));
        (answer.Status, answer.Code).ShouldBe((403, "other-device"));
    }

    [Fact]
    public async Task A_manifest_signed_with_another_key_is_refused()
    {
        using var another = RSA.Create(RsaKeys.Bits);
        var answer = await PostAsync(Body(Envelopes.Manifest(_ann.Device, _dm.Id, _key, _dm.Head, _host.Clock.GetUtcNow(), another)));
        (answer.Status, answer.Code).ShouldBe((403, "signature"));
    }

    [Theory]
    [InlineData(-11)]
    [InlineData(11)]
    public async Task A_manifest_of_another_time_is_refused(int minutes)
    {
        var answer = await PostAsync(Body(Envelopes.Manifest(_ann.Device, _dm.Id, _key, _dm.Head, _host.Clock.GetUtcNow().AddMinutes(minutes))));
        (answer.Status, answer.Code).ShouldBe((400, "iat"));
    }

    [Fact]
    public async Task A_manifest_under_an_older_head_of_the_room_is_refused_with_the_newer_one()
    {
        var manifest = Manifest();
        _dm.Move();
        _host.Conversations.Raise(_dm);
        _dm.Forget();
        var answer = await PostAsync(Body(manifest));
        (answer.Status, answer.Code, (string?)answer.Body!["head"]).ShouldBe((409, "room", _dm.Head.Value));
    }

    [Fact]
    public async Task A_session_for_recipients_that_change_meanwhile_is_seen_under_the_lock()
    {
        var manifest = Manifest();
        var before = _dm.Kids();
        _dm.Remove(_bob);
        _host.Conversations.Raise(_dm);
        (await PostAsync(Body(manifest, before))).Code.ShouldBe("recipients");
    }

    [Fact]
    public async Task The_same_session_again_gets_its_first_answer_another_one_under_its_key_is_refused()
    {
        var body = Body(Manifest());
        var first = await PostAsync(body);
        _host.Clock.Advance(TimeSpan.FromSeconds(3));
        var again = await PostAsync(body);
        (again.Status, again.At).ShouldBe((201, first.At));

        var manifest = Envelopes.Manifest(_bob.Device, _dm.Id, _key, _dm.Head, _host.Clock.GetUtcNow());
        var taken = await _host.PostAsync(_bob.Device, $"/api/conversations/{_dm.Id}/sessions", Body(manifest));
        (taken.Status, taken.Code).ShouldBe((400, "key-taken"));
    }

    [Fact]
    public async Task Who_is_no_member_cannot_begin_a_session()
    {
        var eve = _host.Person();
        var manifest = Envelopes.Manifest(eve.Device, _dm.Id, _key, _dm.Head, _host.Clock.GetUtcNow());
        (await _host.PostAsync(eve.Device, $"/api/conversations/{_dm.Id}/sessions", Body(manifest))).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("alg", "RSA1_5")]
    [InlineData("kid", "not a thumbprint")]
    public async Task A_recipient_header_that_is_not_the_protocols_is_refused(string member, string value)
    {
        var body = Body(Manifest());
        body["key"]!["recipients"]![0]!["header"]![member] = value;
        (await PostAsync(body)).Code.ShouldBe(Refused.Malformed);
    }

    [Theory]
    [InlineData("iv")]
    [InlineData("tag")]
    [InlineData("ciphertext")]
    public async Task A_part_of_another_length_is_refused(string part)
    {
        var body = Body(Manifest());
        body["key"]![part] = (string?)body["key"]![part] + "AAAA";
        (await PostAsync(body)).Code.ShouldBe(Refused.Malformed);
    }

    [Fact]
    public async Task Members_that_are_unknown_missing_or_there_twice_are_refused()
    {
        var text = Body(Manifest()).ToJsonString();
        string[] wrong =
        [
            text.Replace("\"manifest\"", "\"extra\":1,\"manifest\"", StringComparison.Ordinal),
            text.Replace("\"tag\"", "\"aad\":\"AAAA\",\"tag\"", StringComparison.Ordinal),
            text[..^1] + ",\"manifest\":\"x\"}",
            "{\"key\":{}}",
            "{}",
            "",
        ];
        foreach (var body in wrong)
            (await _host.PostAsync(_ann.Device, $"/api/conversations/{_dm.Id}/sessions", body)).Code.ShouldBe(Refused.Malformed);
    }

    [Fact]
    public async Task More_than_the_largest_room_needs_is_refused_as_too_large()
    {
        var body = Body(Manifest());
        body["manifest"] = new string('A', RequestBody.MaxKeys);
        (await PostAsync(body)).Status.ShouldBe(413);
    }

    [Fact]
    public async Task A_user_who_posts_too_many_bytes_is_held_up()
    {
        var body = new string(' ', 8 * 1024 * 1024);
        var posted = 0;
        while ((await _host.PostAsync(_ann.Device, $"/api/conversations/{_dm.Id}/sessions", body)).Status == 400)
            (++posted).ShouldBeLessThan(2 * RateLimits.KeyKiB.Count / (8 * 1024));
        posted.ShouldBe(RateLimits.KeyKiB.Count / (8 * 1024));
    }

    [Fact]
    public async Task A_user_who_posts_too_many_sessions_is_held_up()
    {
        var posted = 0;
        while ((await _host.PostAsync(_ann.Device, $"/api/conversations/{_dm.Id}/sessions", "{}")).Status == 400)
            (++posted).ShouldBeLessThan(4 * RateLimits.Sessions.Count);
        posted.ShouldBeGreaterThanOrEqualTo(RateLimits.Sessions.Count);
        (await PostAsync(Body(Manifest()))).Status.ShouldBe(429);
    }

    private string Manifest() => Envelopes.Manifest(_ann.Device, _dm.Id, _key, _dm.Head, _host.Clock.GetUtcNow());

    private JsonObject Body(string manifest, IEnumerable<Kid>? recipients = null) =>
        new() { ["manifest"] = manifest, ["key"] = Envelopes.Key(manifest, recipients ?? _dm.Kids()) };

    private Task<Answer> PostAsync(JsonObject body) => _host.PostAsync(_ann.Device, $"/api/conversations/{_dm.Id}/sessions", body);
}
