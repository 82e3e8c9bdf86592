using System.Text.Json.Nodes;
using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Messages;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

public class SendTests : IAsyncLifetime
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
    public async Task A_message_gets_the_next_seq_and_the_servers_time()
    {
        var ann = await _host.SessionAsync(_ann.Device, _dm);
        var bob = await _host.SessionAsync(_bob.Device, _dm);
        var first = await _host.MessageAsync(_ann.Device, _dm, 1, ann);
        var second = await _host.MessageAsync(_bob.Device, _dm, 1, bob);
        var third = await _host.MessageAsync(_ann.Device, _dm, 2, ann);
        (first.Status, second.Status, third.Status).ShouldBe((200, 200, 200));
        (first.Seq, second.Seq, third.Seq).ShouldBe((1, 2, 3));
        first.At.ShouldBe(_host.Clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task The_sender_in_the_log_is_who_is_signed_in_whatever_the_message_says()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        await _host.MessageAsync(_ann.Device, _dm, 1, key);
        var entry = (await _host.GetAsync(_bob.Device, $"/api/conversations/{_dm.Id}/messages")).Body!["entries"]![0]!;
        ((string?)entry["user"], (string?)entry["device"]).ShouldBe((Uuid.Write(_ann.Id), Uuid.Write(_ann.Device.Id)));
    }

    [Fact]
    public async Task A_forged_sender_is_refused_the_session_is_another_devices()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var answer = await _host.MessageAsync(_bob.Device, _dm, 1, key);
        (answer.Status, answer.Code).ShouldBe((409, "session"));
    }

    [Fact]
    public async Task Another_device_of_the_same_user_cannot_send_with_its_session_either()
    {
        var second = _ann.AddDevice();
        _host.Conversations.Raise(_dm);
        var key = await _host.SessionAsync(_ann.Device, _dm);
        (await _host.MessageAsync(second, _dm, 1, key)).Code.ShouldBe("session");
    }

    [Fact]
    public async Task The_same_send_again_gets_its_first_answer_and_is_stored_once()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var jwe = Envelopes.Message(key);
        var first = await _host.MessageAsync(_ann.Device, _dm, 1, jwe);
        await _host.MessageAsync(_ann.Device, _dm, 2, key);
        _host.Clock.Advance(TimeSpan.FromSeconds(5));
        var again = await _host.MessageAsync(_ann.Device, _dm, 1, jwe);
        (again.Status, again.Seq, again.At).ShouldBe((200, first.Seq, first.At));
        Messages().ShouldBe(2);
    }

    [Fact]
    public async Task The_first_answer_is_given_even_when_the_sender_could_not_send_any_more()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var jwe = Envelopes.Message(key);
        var first = await _host.MessageAsync(_ann.Device, _dm, 1, jwe);
        _dm.Remove(_ann);
        _host.Conversations.Raise(_dm);
        var again = await _host.MessageAsync(_ann.Device, _dm, 1, jwe);
        (again.Status, again.Seq).ShouldBe((200, first.Seq));
    }

    [Fact]
    public async Task Another_message_under_a_used_counter_is_refused_with_the_last_one()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var jwe = Envelopes.Message(key);
        await _host.MessageAsync(_ann.Device, _dm, 1, jwe);
        var answer = await _host.MessageAsync(_ann.Device, _dm, 1, key);
        (answer.Status, answer.Code, (string?)answer.Body!["last"]!["jwe"], (long)answer.Body["last"]!["n"]!).ShouldBe((409, "counter", jwe, 1));
        Messages().ShouldBe(1);
    }

    [Fact]
    public async Task A_reordered_send_is_refused_until_the_one_before_it_is_there()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var early = await _host.MessageAsync(_ann.Device, _dm, 2, key);
        (early.Status, early.Code, early.Body!.AsObject().ContainsKey("last"), early.Body["last"]).ShouldBe((409, "counter", true, null));
        (await _host.MessageAsync(_ann.Device, _dm, 1, key)).Status.ShouldBe(200);
        (await _host.MessageAsync(_ann.Device, _dm, 2, key)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_device_whose_certificate_has_ended_sends_nothing_until_it_is_renewed()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var jwe = Envelopes.Message(key);
        var first = await _host.MessageAsync(_ann.Device, _dm, 1, jwe);

        _host.Times.Over.Add(_ann.Device.Sig);

        var refused = await _host.MessageAsync(_ann.Device, _dm, 2, key);
        (refused.Status, refused.Code).ShouldBe((403, "signer-expired"));
        Messages().ShouldBe(1);
        (await _host.MessageAsync(_ann.Device, _dm, 1, jwe)).Seq.ShouldBe(first.Seq, "the first answer is given whatever has changed since");
        (await _host.MessageAsync(_ann.Device, _dm, 5, key)).Code.ShouldBe("counter");

        _host.Times.Over.Clear();
        (await _host.MessageAsync(_ann.Device, _dm, 2, key)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_wrong_counter_is_named_before_a_stale_session()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        await _host.MessageAsync(_ann.Device, _dm, 1, key);
        (await _host.MessageAsync(_ann.Device, _dm, 7, Envelopes.AnyKey())).Code.ShouldBe("counter");
        (await _host.MessageAsync(_ann.Device, _dm, 2, Envelopes.AnyKey())).Code.ShouldBe("session");
    }

    [Fact]
    public async Task A_conversation_of_others_looks_like_none()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var eve = _host.Person();
        var foreign = await _host.MessageAsync(eve.Device, _dm, 1, key);
        var nowhere = await _host.PostAsync(eve.Device, $"/api/conversations/{Hash.Of("nowhere")}/messages", $$"""{"n":1,"jwe":"{{Envelopes.Message(key)}}"}""");
        (foreign.Status, foreign.Code).ShouldBe((404, "not-found"));
        (nowhere.Status, nowhere.Code).ShouldBe((404, "not-found"));
        foreach (var body in (JsonObject[])[foreign.Body!.AsObject(), nowhere.Body!.AsObject()])
            body.Remove("traceId");
        foreign.Body!.ToJsonString().ShouldBe(nowhere.Body!.ToJsonString());
    }

    [Fact]
    public async Task A_session_of_another_conversation_is_unknown_here()
    {
        var other = _host.Dm(_ann, _host.Person());
        var key = await _host.SessionAsync(_ann.Device, other);
        (await _host.MessageAsync(_ann.Device, _dm, 1, key)).Code.ShouldBe("session");
    }

    [Fact]
    public async Task Who_was_removed_is_told_so()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        await _host.MessageAsync(_ann.Device, _dm, 1, key);
        _dm.Remove(_ann);
        _host.Conversations.Raise(_dm);
        _dm.Forget();
        var answer = await _host.MessageAsync(_ann.Device, _dm, 2, key);
        (answer.Status, answer.Code).ShouldBe((403, "not-member"));
    }

    [Fact]
    public async Task A_device_that_is_no_recipient_any_more_cannot_send()
    {
        var second = _ann.AddDevice();
        _host.Conversations.Raise(_dm);
        var key = await _host.SessionAsync(second, _dm);
        _ann.Drop(second);
        _host.Conversations.Raise(_dm);
        _dm.Forget();
        var answer = await _host.MessageAsync(second, _dm, 1, key);
        (answer.Status, answer.Code).ShouldBe((403, "blocked"));
    }

    [Fact]
    public async Task A_member_who_began_anew_has_no_device_here_until_added_again()
    {
        var device = _ann.Reset();
        _host.Conversations.Raise(_dm);
        _dm.Forget();
        (await _host.MessageAsync(device, _dm, 1, Envelopes.AnyKey())).Code.ShouldBe("blocked");
    }

    [Fact]
    public async Task A_session_that_lacks_a_recipient_is_stale_and_the_missing_are_named()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        _bob.AddDevice();
        _host.Conversations.Raise(_dm);
        _dm.Forget();
        (await _host.MessageAsync(_ann.Device, _dm, 1, key)).Status.ShouldBe(200, "within the first minute a sender need not have heard of it");
        _host.Clock.Advance(TimeSpan.FromSeconds(61));
        var answer = await _host.MessageAsync(_ann.Device, _dm, 2, key);
        (answer.Status, answer.Code, (string?)answer.Body!["changed"]![0], (long)answer.Body["version"]!).ShouldBe((409, "recipients", Uuid.Write(_bob.Id), 1));
    }

    [Fact]
    public async Task A_session_granted_to_somebody_who_is_none_any_more_is_stale_at_once()
    {
        var second = _bob.AddDevice();
        _host.Conversations.Raise(_dm);
        var key = await _host.SessionAsync(_ann.Device, _dm);
        _bob.Drop(second);
        _host.Conversations.Raise(_dm);
        _dm.Forget();
        var owner = new IssuedCertificate(second.Enc.Value, "00", new KeyOwner(_bob.Id, Uuid.Write(second.Id)), KeyUse.Enc, default, default, default, default);
        _host.Get<IAuthority>().CertificatesOfAsync(Arg.Any<IReadOnlyCollection<string>>(), Arg.Any<CancellationToken>())
            .Returns(new Dictionary<string, IReadOnlyList<IssuedCertificate>> { [second.Enc.Value] = [owner] });
        var answer = await _host.MessageAsync(_ann.Device, _dm, 1, key);
        (answer.Status, answer.Code, (string?)answer.Body!["changed"]![0]).ShouldBe((409, "recipients", Uuid.Write(_bob.Id)));
    }

    [Fact]
    public async Task A_change_of_recipients_between_checking_and_storing_is_seen_under_the_lock()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        (await _host.MessageAsync(_ann.Device, _dm, 1, key)).Status.ShouldBe(200);
        _dm.Remove(_bob);
        // The host still remembers the old set, as one does that has not heard yet.
        _host.Conversations.Raise(_dm);
        (await _host.MessageAsync(_ann.Device, _dm, 2, key)).Code.ShouldBe("recipients");
        Messages().ShouldBe(1);
    }

    [Fact]
    public async Task A_change_that_leaves_the_recipients_as_they_are_costs_a_second_check_and_nothing_else()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        _host.Conversations.Raise(_dm);
        (await _host.MessageAsync(_ann.Device, _dm, 1, key)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData(30, 200)]
    [InlineData(31, 409)]
    public async Task A_session_lasts_thirty_days(int days, int status)
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        _host.Clock.Advance(TimeSpan.FromDays(days));
        (await _host.MessageAsync(_ann.Device, _dm, 1, key)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_session_lasts_five_thousand_messages()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        await _host.MessageAsync(_ann.Device, _dm, 1, key);
        _host.Database.Execute($"""UPDATE "entries" SET "N" = 4999, "Seq" = 4999 WHERE "ConversationId" = '{_dm.Id}'""");
        _host.Database.Execute($"""UPDATE "conversations" SET "LastSeq" = 4999 WHERE "Id" = '{_dm.Id}'""");
        (await _host.MessageAsync(_ann.Device, _dm, 5000, key)).Status.ShouldBe(200);
        (await _host.MessageAsync(_ann.Device, _dm, 5001, key)).Code.ShouldBe("session");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"n":1}""")]
    [InlineData("""{"jwe":"JWE"}""")]
    [InlineData("""{"n":1,"jwe":""}""")]
    [InlineData("""{"n":0,"jwe":"JWE"}""")]
    [InlineData("""{"n":-1,"jwe":"JWE"}""")]
    [InlineData("""{"n":1.0,"jwe":"JWE"}""")]
    [InlineData("""{"n":1e0,"jwe":"JWE"}""")]
    [InlineData("""{"n":"1","jwe":"JWE"}""")]
    [InlineData("""{"n":9007199254740992,"jwe":"JWE"}""")]
    [InlineData("""{"n":1,"n":1,"jwe":"JWE"}""")]
    [InlineData("""{"n":1,"jwe":"JWE","jwe":"JWE"}""")]
    [InlineData("""{"n":1,"jwe":"JWE","from":"somebody"}""")]
    [InlineData("""{"n":1,"jwe":"JWE"} """ + "x")]
    [InlineData("""{"n":1,"jwe":"\u0065JWE"}""")]
    [InlineData("""{"n":1,"jwe":"JWE",}""")]
    public async Task A_body_that_is_not_exactly_counter_and_message_is_refused(string body)
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var answer = await _host.PostAsync(_ann.Device, $"/api/conversations/{_dm.Id}/messages", body.Replace("JWE", Envelopes.Message(key), StringComparison.Ordinal));
        (answer.Status, answer.Code).ShouldBe((400, Refused.Malformed));
        Messages().ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"alg":"dir","enc":"A256GCM","typ":"chat-msg+jwe","cty":"chat-msg+jws","kid":"KEY","zip":"DEF"}""")]
    [InlineData("""{"alg":"dir","enc":"A256GCM","typ":"chat-msg+jwe","cty":"chat-msg+jws","kid":"KEY","kid":"KEY"}""")]
    [InlineData("""{"enc":"A256GCM","alg":"dir","typ":"chat-msg+jwe","cty":"chat-msg+jws","kid":"KEY"}""")]
    [InlineData("""{"alg":"none","enc":"A256GCM","typ":"chat-msg+jwe","cty":"chat-msg+jws","kid":"KEY"}""")]
    [InlineData("""{"alg":"dir","enc":"A128GCM","typ":"chat-msg+jwe","cty":"chat-msg+jws","kid":"KEY"}""")]
    [InlineData("""{"alg":"dir","enc":"A256GCM","typ":"chat-msg+jwe","cty":"chat-msg+jws"}""")]
    [InlineData("""{"alg":"dir", "enc":"A256GCM","typ":"chat-msg+jwe","cty":"chat-msg+jws","kid":"KEY"}""")]
    public async Task A_header_that_is_not_exactly_the_protocols_is_refused(string header)
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var answer = await _host.MessageAsync(_ann.Device, _dm, 1, Envelopes.Message(header.Replace("KEY", key.Value, StringComparison.Ordinal)));
        (answer.Status, answer.Code).ShouldBe((400, Refused.Header));
    }

    [Theory]
    [InlineData(10_000_000)]
    [InlineData(64 * 1024)]
    public async Task More_than_a_message_may_be_is_refused_as_too_large(int characters)
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var answer = await _host.MessageAsync(_ann.Device, _dm, 1, Envelopes.Message(key, characters * 3 / 4));
        (answer.Status, answer.Code).ShouldBe((413, "too-large"));
        Messages().ShouldBe(0);
    }

    [Fact]
    public async Task The_largest_message_is_taken()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var jwe = Envelopes.Message(key, 48_980);
        jwe.Length.ShouldBeInRange(MessageJwe.MaxLength - 50, MessageJwe.MaxLength);
        (await _host.MessageAsync(_ann.Device, _dm, 1, jwe)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Several_messages_in_one_request_follow_each_other_and_posted_again_get_the_same_answers()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var body = Several(key, 1, 2, 3, 4, 5);
        var answer = await PostAsync(body);
        answer.Status.ShouldBe(200);
        var seqs = answer.Body!.AsArray().Select(position => position!["seq"]!.GetValue<long>()).ToArray();
        seqs.ShouldBe(Enumerable.Range((int)seqs[0], 5).Select(seq => (long)seq));
        (await PostAsync(body)).Body!.ToJsonString().ShouldBe(answer.Body!.ToJsonString());
        Messages().ShouldBe(5);
    }

    [Fact]
    public async Task Of_several_messages_those_before_the_first_that_is_refused_are_taken_and_told()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        (await PostAsync(Several(key, 1, 2, 4, 3))).Body!.AsArray().Count.ShouldBe(2);
        Messages().ShouldBe(2);
        var answer = await PostAsync(Several(key, 4, 3));
        (answer.Status, answer.Code).ShouldBe((409, "counter"), "the first of a request is answered as if it came alone");
        Messages().ShouldBe(2);
    }

    [Fact]
    public async Task Several_messages_in_one_request_share_one_transaction()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var there = new TaskCompletionSource<long>();
        var relay = _host.Services.GetRequiredService<IRelay>();
        using var watch = relay.Subscribe(RelayPartition.Of(_dm.Id.Value), _ => there.TrySetResult(Messages()), () => { });
        (await PostAsync(Several(key, 1, 2, 3, 4, 5))).Status.ShouldBe(200);
        (await there.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(5, "with the first that is told of, all are durable");
    }

    [Fact]
    public async Task Several_messages_with_a_session_that_is_stale_at_one_of_them_are_taken_up_to_there()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var body = Several(key, 1, 2, 3);
        body[2]!["jwe"] = Envelopes.Message(Envelopes.AnyKey());
        (await PostAsync(body)).Body!.AsArray().Count.ShouldBe(2);
        Messages().ShouldBe(2);
        (await PostAsync(new JsonArray(body[2]!.DeepClone()))).Code.ShouldBe("session");
    }

    [Fact]
    public async Task What_is_not_one_message_or_some_of_them_is_refused_whole()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var one = Several(key, 1)[0]!.ToJsonString();
        string[] wrong = ["[]", $"[{one},]", $"[{one}", $"[{one}],{one}", $"[[{one}]]", $"[{one},1]", $"[{one},{{}}]", $"{one}{one}",
            new JsonArray([.. Enumerable.Range(0, SendRequest.MaxMessages + 1).Select(_ => JsonNode.Parse(one))]).ToJsonString()];
        foreach (var body in wrong)
            (await _host.PostAsync(_ann.Device, $"/api/conversations/{_dm.Id}/messages", body)).Code.ShouldBe(Refused.Malformed, body[..Math.Min(80, body.Length)]);
        Messages().ShouldBe(0);
    }

    [Fact]
    public async Task Several_messages_in_one_request_count_as_several()
    {
        var key = await _host.SessionAsync(_ann.Device, _dm);
        var same = Several(key, [.. Enumerable.Repeat(1L, SendRequest.MaxMessages)]);
        var posted = 0;
        while ((await PostAsync(same)).Status == 200)
            (++posted).ShouldBeLessThan(4 * RateLimits.Sends.Count / SendRequest.MaxMessages);
        posted.ShouldBeGreaterThanOrEqualTo(RateLimits.Sends.Count / SendRequest.MaxMessages);
    }

    private static JsonArray Several(SessionKeyId key, params long[] numbers)
    {
        var jwe = Envelopes.Message(key);
        return new([.. numbers.Select(JsonNode (n) => new JsonObject { ["n"] = n, ["jwe"] = n == 1 ? jwe : Envelopes.Message(key) })]);
    }

    private Task<Answer> PostAsync(JsonNode body) => _host.PostAsync(_ann.Device, $"/api/conversations/{_dm.Id}/messages", body);

    [Fact]
    public async Task A_user_who_sends_too_much_is_told_when_to_go_on()
    {
        Answer answer;
        var posted = 0;
        do
            answer = await _host.PostAsync(_ann.Device, $"/api/conversations/{_dm.Id}/messages", "{}");
        while (answer.Status == 400 && ++posted < 4 * RateLimits.Sends.Count);
        posted.ShouldBeGreaterThanOrEqualTo(RateLimits.Sends.Count);
        (answer.Status, answer.Code, answer.RetryAfter > TimeSpan.Zero).ShouldBe((429, "throttled", true));
        (await _host.PostAsync(_bob.Device, $"/api/conversations/{_dm.Id}/messages", "{}")).Status.ShouldBe(400, "another user is not held up");
    }

    [Fact]
    public async Task A_full_disk_is_said_in_plain_words_and_sending_goes_on_when_there_is_room()
    {
        if (TestDatabase.IsPostgreSql)
            return;   // its disk is the server's; what it says of it is known (ServerAwayTests)
        var key = await _host.SessionAsync(_ann.Device, _dm);
        await _host.Get<GroupAppend>().RunAsync(new Pages(150));
        Answer answer;
        var n = 0L;
        do
            answer = await _host.MessageAsync(_ann.Device, _dm, ++n, Envelopes.Message(key, 20_000));
        while (answer.Status == 200 && n < 200);
        (answer.Status, answer.Code).ShouldBe((503, "storage-full"));
        Messages().ShouldBe(n - 1);

        await _host.Get<GroupAppend>().RunAsync(new Pages(100_000));
        (await _host.MessageAsync(_ann.Device, _dm, n, key)).Status.ShouldBe(200);
    }

    private long Messages() => _host.Database.Scalar<long>("SELECT COUNT(*) FROM entries");

    private sealed class Pages(int max) : IAppendWork<int>
    {
        public string Key => "";

        public int Run(AppendTransaction transaction)
        {
            using var reader = transaction.Query($"PRAGMA max_page_count = {max}");
            return reader.Read() ? reader.GetInt32(0) : 0;
        }
    }
}
