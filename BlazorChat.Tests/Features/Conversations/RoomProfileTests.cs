using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public sealed class RoomProfileTests : IAsyncLifetime
{
    private static readonly (HttpStatusCode, string?) Done = (HttpStatusCode.NoContent, null);
    private static readonly (HttpStatusCode, string?) NotAdmin = (HttpStatusCode.Forbidden, "not-admin");
    private static readonly (HttpStatusCode, string?) Taken = (HttpStatusCode.UnprocessableEntity, "room-name-taken");

    private ConversationsHost host = null!;
    private Person alice = null!;
    private Person bob = null!;

    public async Task InitializeAsync()
    {
        host = await ConversationsHost.StartAsync();
        (alice, bob) = (await host.PersonAsync(), await host.PersonAsync());
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_room_has_the_name_topic_and_colour_it_was_made_with()
    {
        var room = await MadeAsync("private", new { name = "  The  <b>Garden</b> ", topic = "Roses, and e\u0301t\u0301e\u0301", colour = "green" });

        var seen = await room.SeenByAsync(alice.Device);

        (Text(seen, "name"), Text(seen, "topic"), Text(seen, "colour")).ShouldBe(("The <b>Garden</b>", "Roses, and \u00e9t\u0301\u00e9", "green"));
        (Text(seen, "role"), seen.GetProperty("members").GetInt32(), seen.GetProperty("archived").GetBoolean()).ShouldBe(("admin", 1, false));
        (await host.Conversations.OfAsync(alice.Id)).ShouldHaveSingleItem().Name.ShouldBe("The <b>Garden</b>");
    }

    [Fact]
    public async Task A_room_without_them_has_no_name_and_a_colour_by_its_id()
    {
        var seen = await (await MadeAsync("open", new { })).SeenByAsync(alice.Device);

        (Text(seen, "name"), Text(seen, "topic")).ShouldBe((null, ""));
        RoomColours.All.ShouldContain(Text(seen, "colour")!);
    }

    [Fact]
    public async Task A_dm_has_none_and_takes_none()
    {
        (await CreateAsync(TestRoom.Dm(host, alice, bob), new { name = "Us" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await CreateAsync(TestRoom.Dm(host, alice, bob), new { colour = "red" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        host.Scalar<long>("SELECT COUNT(*) FROM conversations").ShouldBe(0);

        var dm = await TestRoom.DmAsync(host, alice, bob);

        var seen = await dm.SeenByAsync(alice.Device);
        (Text(seen, "name"), Text(seen, "topic"), Text(seen, "colour")).ShouldBe((null, null, null));
        (await dm.PutAsync(alice.Device, "profile", new { name = "Us", topic = "", colour = "red" })).ShouldBe((HttpStatusCode.UnprocessableEntity, "op"));
        (await dm.PutAsync(alice.Device, "archived", new { archived = true })).ShouldBe((HttpStatusCode.UnprocessableEntity, "op"));
    }

    [Theory]
    [InlineData("", "", "red", "room-name-missing")]
    [InlineData(" ", "", "red", "room-name-missing")]
    [InlineData(null, "", "red", "room-name-missing")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890", "", "red", "room-name-too-long")]
    [InlineData("one\ntwo", "", "red", "room-name-characters")]
    [InlineData("evil\u202egnp.exe", "", "red", "room-name-characters")]
    [InlineData("zero\u200bwidth", "", "red", "room-name-characters")]
    [InlineData("Z\u0300\u0301\u0302\u0303\u0304\u0305algo", "", "red", "room-name-characters")]
    [InlineData("Gаrden", "", "red", "room-name-alphabets")]
    [InlineData("!!!", "", "red", "room-name-no-letter")]
    [InlineData("Garden", "two\nlines", "red", "room-topic-characters")]
    [InlineData("Garden", "\u2066tricks\u2069", "red", "room-topic-characters")]
    [InlineData("Garden", "", "mauve", "bad-request")]
    public async Task What_is_no_name_topic_or_colour_is_refused_when_made_and_when_changed(string? name, string topic, string colour, string code)
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));

        (await room.PutAsync(alice.Device, "profile", new { name, topic, colour })).Code.ShouldBe(code);
        if (name is not null)
            (await CreateAsync(Genesis("private"), new { name, topic, colour })).Code.ShouldBe(code);
        host.Scalar<long>("SELECT COUNT(*) FROM conversations").ShouldBe(1);
    }

    [Fact]
    public async Task A_name_may_have_60_characters_and_a_topic_200()
    {
        var room = await TestRoom.RoomAsync(host, "open", (alice, "admin"));

        (await room.PutAsync(alice.Device, "profile", new { name = new string('x', 60), topic = new string('y', 200), colour = "red" })).ShouldBe(Done);
        (await room.PutAsync(alice.Device, "profile", new { name = "x", topic = new string('y', 201), colour = "red" })).Code.ShouldBe("room-topic-too-long");
        (await room.PutAsync(alice.Device, "profile", new { name = "x", topic = (string?)null, colour = (string?)null })).ShouldBe(Done);
    }

    [Theory]
    [InlineData("General", "general")]
    [InlineData("General", "Gene ral!")]
    [InlineData("Paul", "PauI")]
    [InlineData("Rome", "Romé", false)]
    public async Task Two_open_rooms_are_not_called_alike(string one, string other, bool alike = true)
    {
        await MadeAsync("open", new { name = one });
        var second = await MadeAsync("open", new { name = "Something else" });

        (await CreateAsync(Genesis("open", bob), new { name = other }, bob)).Code.ShouldBe(alike ? "room-name-taken" : null);
        if (alike)
            (await second.PutAsync(alice.Device, "profile", new { name = other, topic = "", colour = "red" })).ShouldBe(Taken);
    }

    [Fact]
    public async Task Private_rooms_may_be_called_as_others_are()
    {
        await MadeAsync("open", new { name = "Garden" });

        await MadeAsync("private", new { name = "Garden" });
        await MadeAsync("private", new { name = "Garden" });
    }

    [Fact]
    public async Task A_name_is_free_when_its_room_has_another_or_is_archived()
    {
        var first = await MadeAsync("open", new { name = "Garden" });
        (await first.PutAsync(alice.Device, "profile", new { name = "garden", topic = "", colour = "red" })).ShouldBe(Done, "its own");
        (await first.PutAsync(alice.Device, "profile", new { name = "Kitchen", topic = "", colour = "red" })).ShouldBe(Done);
        var second = await MadeAsync("open", new { name = "Garden" });
        (await second.PutAsync(alice.Device, "archived", new { archived = true })).ShouldBe(Done);

        (await first.PutAsync(alice.Device, "profile", new { name = "Garden", topic = "", colour = "red" })).ShouldBe(Done);

        (await second.PutAsync(alice.Device, "archived", new { archived = false })).ShouldBe(Taken);
        (await second.PutAsync(alice.Device, "profile", new { name = "Old garden", topic = "", colour = "red" })).ShouldBe(Done);
        (await second.PutAsync(alice.Device, "archived", new { archived = false })).ShouldBe(Done);
    }

    [Fact]
    public async Task Who_is_not_in_an_open_room_sees_it_and_changes_nothing()
    {
        var room = await MadeAsync("open", new { name = "Garden", topic = "Roses" });
        await room.SayAsync(alice.Device, 1);

        var seen = await room.SeenByAsync(bob.Device);

        (Text(seen, "name"), Text(seen, "topic"), Text(seen, "role"), seen.GetProperty("unread").GetInt64()).ShouldBe(("Garden", "Roses", null, 0));
        (await room.PutAsync(bob.Device, "profile", new { name = "Mine", topic = "", colour = "red" })).ShouldBe(NotAdmin);
        (await host.Client(bob.Device).GetAsync($"/api/conversations/{(await TestRoom.RoomAsync(host, "private", (alice, "admin"))).Id}")).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<TestRoom> MadeAsync(string kind, object profile)
    {
        var (status, _, conv) = await CreateAsync(Genesis(kind), profile);
        status.ShouldBe(HttpStatusCode.Created);
        return await TestRoom.OfAsync(host, ConversationId.Parse(conv!));
    }

    private string Genesis(string kind, Person? by = null)
    {
        host.Clock.Advance(TimeSpan.FromSeconds(1)); // no two alike
        return TestRoom.Genesis(host, (by ?? alice).Device, kind, "shared", (by ?? alice, "admin"));
    }

    private async Task<(HttpStatusCode Status, string? Code, string? Conv)> CreateAsync(string jws, object profile, Person? by = null)
    {
        var body = JsonSerializer.SerializeToNode(profile)!.AsObject();
        body["jws"] = jws;
        var answer = await host.Client((by ?? alice).Device).PostAsJsonAsync("/api/conversations", body);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (answer.StatusCode, json.TryGetProperty("code", out var code) ? code.GetString() : null, json.TryGetProperty("conv", out var conv) ? conv.GetString() : null);
    }

    private static string? Text(JsonElement seen, string name) => seen.GetProperty(name).GetString();
}
