using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Web.Features.Conversations;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public sealed class ConversationPagesTests : IAsyncLifetime
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
    public async Task Pages_go_from_the_newest_to_the_oldest_and_say_whether_more_follow()
    {
        var (oldest, middle, newest) = (await RoomAsync(), await RoomAsync(), await RoomAsync());

        (await PageAsync("limit=2")).ShouldBe((Convs(newest.Conv, middle.Conv), true));
        (await PageAsync($"limit=2&before={middle.At}")).ShouldBe((Convs(oldest.Conv), false));
        (await PageAsync("limit=3")).ShouldBe((Convs(newest.Conv, middle.Conv, oldest.Conv), false));
        (await PageAsync($"before={oldest.At}")).ShouldBe((Convs(), false));
    }

    [Fact]
    public async Task A_page_does_not_end_between_two_of_one_time()
    {
        var (one, other) = (await RoomAsync(TimeSpan.Zero), await RoomAsync());
        var newest = await RoomAsync();

        (await PageAsync("limit=1")).ShouldBe((Convs(newest.Conv), true));
        var (page, more) = await PageAsync($"limit=1&before={newest.At}");

        (one.At, more).ShouldBe((other.At, false));
        page.Split(' ').ShouldBe([one.Conv, other.Conv], ignoreOrder: true);
    }

    [Fact]
    public async Task A_dm_that_both_have_given_up_fills_no_place_and_is_nothing_more()
    {
        var bob = await host.PersonAsync();
        var room = await RoomAsync();
        await TestRoom.DmAsync(host, alice, bob);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var newest = await RoomAsync();
        await alice.ResetAsync();
        await bob.ResetAsync();

        (await PageAsync("limit=1")).ShouldBe((Convs(newest.Conv), true));
        (await PageAsync($"limit=1&before={newest.At}")).ShouldBe((Convs(room.Conv), false));
    }

    [Theory]
    [InlineData("limit=0", 1)]
    [InlineData("limit=-5", 1)]
    [InlineData("limit=100000", ConversationEndpoints.MaxLimit)]
    [InlineData("", ConversationEndpoints.DefaultLimit)]
    public async Task No_page_is_longer_than_the_longest(string asked, int length)
    {
        for (var i = 0; i <= length; i++)
            await RoomAsync();

        var (page, more) = await PageAsync(asked);

        (page.Split(' ').Length, more).ShouldBe((length, true));
    }

    private async Task<(string Conv, long At)> RoomAsync(TimeSpan? after = null)
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        var at = host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        host.Clock.Advance(after ?? TimeSpan.FromSeconds(1));
        return (room.Id.Value, at);
    }

    private static string Convs(params string[] convs) => string.Join(' ', convs);

    private async Task<(string Convs, bool More)> PageAsync(string query)
    {
        var answer = await host.Client(alice.Device).GetFromJsonAsync<JsonElement>($"/api/conversations?{query}");
        return (Convs([.. answer.GetProperty("conversations").EnumerateArray().Select(item => item.GetProperty("conv").GetString()!)]), answer.GetProperty("more").GetBoolean());
    }
}
