using System.Text.Json.Nodes;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Messages.Retention;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

/// <summary>Messages that are older than the configuration keeps.</summary>
public class RetentionTests : IAsyncLifetime
{
    private readonly MessageOptions _options = new() { RetainDays = 30 };
    private MessagesHost _host = null!;
    private TestPerson _ann = null!;
    private TestPerson _bob = null!;
    private TestRoom _dm = null!;
    private SessionKeyId _key;

    public async Task InitializeAsync()
    {
        _host = await MessagesHost.StartAsync();
        (_ann, _bob) = (_host.Person(), _host.Person());
        _dm = _host.Dm(_ann, _bob);
        _key = await _host.SessionAsync(_ann.Device, _dm);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task What_is_old_loses_what_it_said_and_is_given_to_nobody_and_the_rest_stays()
    {
        await SayAsync(1, 3);
        _host.Clock.Advance(TimeSpan.FromDays(20));
        await SayAsync(4, 2);
        _host.Clock.Advance(TimeSpan.FromDays(12));

        (await PassAsync()).ShouldBe(3);

        _host.Database.Scalar<long>("""SELECT count(*) FROM entries WHERE "Body" <> ''""").ShouldBe(2);
        _host.Database.Scalar<long>("""SELECT "ExpiredSeq" FROM conversations""").ShouldBe(3);
        var page = await PageAsync("");
        page["entries"]!.AsArray().Select(entry => (long)entry!["seq"]!).ShouldBe([4, 5]);
        ((long)page["expired"]!["seq"]!, (long)page["last"]!, (bool)page["more"]!).ShouldBe((3, 5, false));
        (await PageAsync("?before=4"))["entries"]!.AsArray().ShouldBeEmpty();
        (await PageAsync("?after=0&limit=1"))["entries"]!.AsArray().Select(entry => (long)entry!["seq"]!).ShouldBe([4]);
        (await PageAsync("?around=2"))["entries"]!.AsArray().ShouldAllBe(entry => (long)entry!["seq"]! > 3);
        _host.Conversations.Expired.ShouldBe([(_dm.Id, 3)]);
        (await PassAsync()).ShouldBe(0, "run again it finds nothing");
    }

    [Fact]
    public async Task A_message_is_kept_for_so_many_days_and_not_two_days_more()
    {
        await SayAsync(1, 1);
        _host.Clock.Advance(TimeSpan.FromDays(30));
        (await PassAsync()).ShouldBe(0, "of today's midnight less 30 days it is not older");
        _host.Clock.Advance(TimeSpan.FromDays(1));
        (await PassAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_long_log_is_gone_through_in_small_works_and_what_was_stopped_goes_on()
    {
        await SayAsync(1, 5);
        _host.Clock.Advance(TimeSpan.FromDays(40));
        var cutoff = _options.CutoffIn(RoomKind.Dm, _host.Clock.GetUtcNow())!.Value;
        await using (var database = _host.Database.CreateDbContext())
            await database.Set<Conversation>().ExecuteUpdateAsync(set => set.SetProperty(row => row.ExpiredSeq, 2));   // as if stopped there, after the bodies

        var first = await _host.Get<GroupAppend>().RunAsync(new ExpireWork(_dm.Id, cutoff));

        (first.UpTo, first.Messages).ShouldBe((5, 3));
        (await _host.Get<GroupAppend>().RunAsync(new ExpireWork(_dm.Id, cutoff))).UpTo.ShouldBeNull();
        ExpireWork.Batch.ShouldBeLessThan(GroupAppend.MaxGroup);
    }

    [Fact]
    public async Task Devices_go_on_counting_and_what_was_sent_is_answered_as_it_was()
    {
        var jwe = Envelopes.Message(_key);
        var first = await _host.MessageAsync(_ann.Device, _dm, 1, jwe);
        _host.Clock.Advance(TimeSpan.FromDays(40));
        await PassAsync();

        (await _host.MessageAsync(_ann.Device, _dm, 1, jwe)).Seq.ShouldBe(first.Seq);
        var wrong = await _host.MessageAsync(_ann.Device, _dm, 1, Envelopes.Message(_key));
        (wrong.Code, (bool)wrong.Body!["last"]!["expired"]!, wrong.Body["last"]!["jwe"]).ShouldBe(("counter", true, null));
        _key = await _host.SessionAsync(_ann.Device, _dm);
        (await _host.MessageAsync(_ann.Device, _dm, 2, _key)).Seq.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_gone_is_neither_edited_nor_deleted()
    {
        await SayAsync(1, 1);
        _host.Clock.Advance(TimeSpan.FromDays(40));
        await PassAsync();
        _key = await _host.SessionAsync(_ann.Device, _dm);

        var answer = await _host.PostAsync(_ann.Device, $"/api/conversations/{_dm.Id}/messages",
            new JsonObject { ["n"] = 2, ["jwe"] = Envelopes.Message(_key), ["about"] = 1, ["remove"] = true });

        (answer.Status, answer.Code).ShouldBe((422, "about"));
    }

    [Fact]
    public async Task Sessions_stay_while_a_message_that_is_kept_may_need_them_and_go_with_their_grants_then()
    {
        await SayAsync(1, 1);
        _host.Clock.Advance(TimeSpan.FromDays(29));
        await SayAsync(2, 1);                            // the same session, at the end of its life
        _host.Clock.Advance(TimeSpan.FromDays(31));
        await PassAsync();                               // both are old; the first by far
        Count("message_sessions").ShouldBe(1, "kept a while longer than needed, never shorter");

        _host.Clock.Advance(TimeSpan.FromDays(3));
        await PassAsync();
        (Count("message_sessions"), Count("session_grants")).ShouldBe((0, 0));
        (await _host.MessageAsync(_ann.Device, _dm, 3, _key)).Code.ShouldBe("session", "it is worn out in memory too");
    }

    [Fact]
    public async Task Nothing_is_deleted_where_nothing_is_configured_and_each_kind_has_its_own_rule()
    {
        var room = _host.Room(RoomHistory.None, _ann, _bob);
        var key = await _host.SessionAsync(_ann.Device, room);
        await _host.MessageAsync(_ann.Device, room, 1, key);
        await SayAsync(1, 1);
        _host.Clock.Advance(TimeSpan.FromDays(400));

        (_options.RetainDays, _options.RetainDaysInRooms, _options.RetainDaysInDms) = (0, null, null);
        (await PassAsync()).ShouldBe(0);
        _options.RetainDaysInRooms = 365;
        (await PassAsync()).ShouldBe(1);
        _host.Database.Scalar<string>("""SELECT "ConversationId" FROM entries WHERE "Body" <> ''""").ShouldBe(_dm.Id.Value);
        (_options.DaysIn(RoomKind.Open), _options.DaysIn(RoomKind.Private), _options.DaysIn(RoomKind.Dm)).ShouldBe((365, 365, null));
        (_options.RetainDays, _options.RetainDaysInRooms) = (30, 0);
        (_options.DaysIn(RoomKind.Open), _options.DaysIn(RoomKind.Dm)).ShouldBe((null, 30), "0 says for ever, also where the others are not");
    }

    [Theory]
    [InlineData(-1, null, "Messages:RetainDays is -1; use 0 (for ever) or 1 to 36500 days.")]
    [InlineData(30, 40_000, "Messages:RetainDaysInDms is 40000; use 0 (for ever) or 1 to 36500 days.")]
    public void A_number_that_is_none_is_named_at_the_start(int days, int? inDms, string said) =>
        new MessageOptionsCheck().Validate(null, new() { RetainDays = days, RetainDaysInDms = inDms }).Failures.ShouldBe([said]);

    private async Task SayAsync(long from, int count)
    {
        for (var n = from; n < from + count; n++)
            (await _host.MessageAsync(_ann.Device, _dm, n, _key)).Status.ShouldBe(200);
    }

    private async Task<JsonNode> PageAsync(string query) => (await _host.GetAsync(_bob.Device, $"/api/conversations/{_dm.Id}/messages{query}")).Body!;

    private long Count(string table) => _host.Database.Scalar<long>($"SELECT count(*) FROM {table}");

    private async Task<int> PassAsync()
    {
        using var pass = new ExpireMessages(
            _host.Database, _host.Get<GroupAppend>(), _host.Conversations, Options.Create(_options), new OnlyHost(ThisHost.Make()), _host.Clock, NullLogger<ExpireMessages>.Instance);
        return await pass.RunAsync(CancellationToken.None);
    }
}
