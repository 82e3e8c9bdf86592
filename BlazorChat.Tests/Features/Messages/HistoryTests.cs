using System.Text.Json.Nodes;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

public class HistoryTests : IAsyncLifetime
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
        var key = await _host.SessionAsync(_ann.Device, _dm);
        for (var n = 1; n <= 20; n++)
            await _host.MessageAsync(_ann.Device, _dm, n, key);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("?limit=5", "16 17 18 19 20", true)]
    [InlineData("", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", false)]
    [InlineData("?before=6&limit=5", "1 2 3 4 5", false)]
    [InlineData("?before=7&limit=5", "2 3 4 5 6", true)]
    [InlineData("?after=17&limit=5", "18 19 20", false)]
    [InlineData("?after=0&limit=3", "1 2 3", true)]
    [InlineData("?after=20", "", false)]
    [InlineData("?around=10&limit=5", "8 9 10 11 12", true)]
    [InlineData("?around=1&limit=5", "1 2 3 4 5", true)]
    [InlineData("?around=10&limit=200", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", false)]
    public async Task A_page_is_ascending_and_says_whether_there_is_more(string query, string seqs, bool more)
    {
        var page = (await _host.GetAsync(_bob.Device, $"/api/conversations/{_dm.Id}/messages{query}")).Body!;
        string.Join(' ', page["entries"]!.AsArray().Select(entry => (long)entry!["seq"]!)).ShouldBe(seqs);
        ((bool)page["more"]!, (long)page["last"]!).ShouldBe((more, 20));
    }

    [Fact]
    public async Task A_page_is_never_larger_than_the_largest()
    {
        var page = (await _host.GetAsync(_bob.Device, $"/api/conversations/{_dm.Id}/messages?limit=-3")).Body!;
        page["entries"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Only_one_place_can_be_asked_for() =>
        (await _host.GetAsync(_bob.Device, $"/api/conversations/{_dm.Id}/messages?before=3&after=1")).Status.ShouldBe(400);

    [Fact]
    public async Task Who_is_no_member_reads_nothing()
    {
        (await _host.GetAsync(_host.Person().Device, $"/api/conversations/{_dm.Id}/messages")).Status.ShouldBe(404);
        _dm.Remove(_bob);
        (await _host.GetAsync(_bob.Device, $"/api/conversations/{_dm.Id}/messages")).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData("?limit=5", "16 17 18 19 20", true)]
    [InlineData("", "9 10 11 12 13 14 15 16 17 18 19 20", false)]
    [InlineData("?before=6&limit=5", "", false)]
    [InlineData("?before=12&limit=3", "9 10 11", false)]
    [InlineData("?before=13&limit=3", "10 11 12", true)]
    [InlineData("?after=0&limit=3", "9 10 11", true)]
    [InlineData("?after=17&limit=5", "18 19 20", false)]
    [InlineData("?around=3&limit=4", "9 10 11 12", true)]
    [InlineData("?around=10&limit=4", "9 10 11 12", true)]
    public async Task Who_has_cleared_the_history_gets_what_came_after_and_is_told_up_to_where(string query, string seqs, bool more)
    {
        await ClearAsync(_bob, 8);
        var page = await PageAsync(_bob, query);
        SeqsOf(page).ShouldBe(seqs);
        ((bool)page["more"]!, (long)page["last"]!, (long)page["cleared"]!["seq"]!).ShouldBe((more, 20, 8));
        var at = (await PageAsync(_ann, "?around=8&limit=1"))["entries"]![0]!["at"]!;
        page["cleared"]!["at"]!.ToJsonString().ShouldBe(at.ToJsonString());
    }

    [Fact]
    public async Task Others_read_all_of_it_and_are_told_nothing()
    {
        await ClearAsync(_bob, 20);
        var (bobs, anns) = (await PageAsync(_bob, ""), await PageAsync(_ann, ""));
        (SeqsOf(bobs), (long)bobs["last"]!).ShouldBe(("", 20));
        (anns["entries"]!.AsArray().Count, anns["cleared"]).ShouldBe((20, null));
    }

    private async Task<JsonNode> PageAsync(TestPerson reader, string query) =>
        (await _host.GetAsync(reader.Device, $"/api/conversations/{_dm.Id}/messages{query}")).Body!;

    private static string SeqsOf(JsonNode page) => string.Join(' ', page["entries"]!.AsArray().Select(entry => (long)entry!["seq"]!));

    private async Task ClearAsync(TestPerson reader, long seq)
    {
        await using var database = _host.Database.CreateDbContext();
        database.Add(new Member { ConversationId = _dm.Id.Value, User = reader.Id, Base = "", Role = RoomRole.Admin, ClearedSeq = seq });
        await database.SaveChangesAsync();
    }
}
