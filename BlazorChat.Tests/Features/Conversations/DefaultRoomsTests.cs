using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Conversations.Offers;
using Microsoft.Extensions.Options;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public class DefaultRoomsTests : IAsyncLifetime
{
    private ConversationsHost host = null!;
    private Person alice = null!;
    private Person bob = null!;

    public async Task InitializeAsync()
    {
        // Each stands over the one of appsettings.json.
        host = await ConversationsHost.StartAsync(
            ("Conversations:DefaultRooms:0:Name", "General"), ("Conversations:DefaultRooms:0:Topic", "All of us"), ("Conversations:DefaultRooms:0:Colour", "blue"),
            ("Conversations:DefaultRooms:1:Name", ""),
            ("Conversations:DefaultRooms:2:Name", "Café Crème"), ("Conversations:DefaultRooms:2:Topic", ""), ("Conversations:DefaultRooms:2:Colour", "pink"),
            ("Conversations:DefaultRooms:3:Name", ""));
        (alice, bob) = (await host.PersonAsync(), await host.PersonAsync());
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task The_first_is_offered_them_to_make_and_the_next_to_join()
    {
        (await OffersAsync(alice)).ShouldBe([
            new OfferEndpoints.Offer("general", "General", "All of us", "blue", null), new OfferEndpoints.Offer("any", "Café Crème", "", "pink", null)],
            new SameButSlot());
        var slot = (await OffersAsync(alice))[0].Slot;

        var (status, conv) = await MakeAsync(alice, slot, new { name = "Evil", topic = "lies", colour = "red" });

        status.ShouldBe(HttpStatusCode.Created);
        (await OffersAsync(bob))[0].Conv.ShouldBe(conv);
        (await OffersAsync(alice)).Select(offer => offer.Name).ShouldBe(["Café Crème"], "who makes it is in it");
        var room = (await host.Conversations.OfAsync(alice.Id)).ShouldHaveSingleItem();
        (room.Name, room.Topic, room.Colour).ShouldBe(("General", "All of us", "blue"));
    }

    [Fact]
    public async Task Two_who_come_first_at_once_make_one_room()
    {
        var slot = (await OffersAsync(alice))[0].Slot;

        var made = await Task.WhenAll(MakeAsync(alice, slot), MakeAsync(bob, slot));

        made.Select(one => one.Status).ShouldBe([HttpStatusCode.Created, HttpStatusCode.Conflict], ignoreOrder: true);
        made[0].Conv.ShouldBe(made[1].Conv);
        host.Scalar<long>("SELECT COUNT(*) FROM conversations").ShouldBe(1);
    }

    [Fact]
    public async Task What_was_dealt_with_is_never_offered_again_also_after_leaving()
    {
        var offer = (await OffersAsync(bob))[0];
        var (_, conv) = await MakeAsync(alice, offer.Slot);
        var room = await TestRoom.OfAsync(host, BlazorChat.Web.Protocol.ConversationId.Parse(conv));
        await room.AppendAsync(bob.Device, room.Add(bob));
        (await SettleAsync(bob, offer.Slot)).ShouldBe(HttpStatusCode.NoContent);
        (await SettleAsync(bob, offer.Slot)).ShouldBe(HttpStatusCode.NoContent);

        await room.AppendAsync(bob.Device, room.Leave(bob));

        (await OffersAsync(bob)).Select(other => other.Name).ShouldBe(["Café Crème"]);
        (await SettleAsync(bob, "nothing")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_default_room_is_open_and_one_of_the_configuration()
    {
        var slot = (await OffersAsync(alice))[0].Slot;

        (await MakeAsync(alice, slot, kind: "private")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await MakeAsync(alice, "nothing")).Status.ShouldBe(HttpStatusCode.BadRequest);
        host.Scalar<long>("SELECT COUNT(*) FROM conversations").ShouldBe(0);
    }

    [Fact]
    public async Task An_open_room_that_is_called_so_already_is_the_room()
    {
        var room = await TestRoom.RoomAsync(host, "open", (bob, "admin"));
        await room.PutAsync(bob.Device, "profile", new { name = "GeneraI", topic = "", colour = "red" });
        var offer = (await OffersAsync(alice))[0];

        offer.Conv.ShouldBe(room.Id.Value);
        (await MakeAsync(alice, offer.Slot)).ShouldBe((HttpStatusCode.Conflict, room.Id.Value));
    }

    [Fact]
    public async Task Nobody_is_brought_to_an_archived_room()
    {
        var slot = (await OffersAsync(alice))[0].Slot;
        var (_, conv) = await MakeAsync(alice, slot);
        var room = await TestRoom.OfAsync(host, BlazorChat.Web.Protocol.ConversationId.Parse(conv));
        await room.PutAsync(alice.Device, "archived", new { archived = true });

        (await OffersAsync(bob)).Select(offer => offer.Name).ShouldBe(["Café Crème"]);
        (await MakeAsync(bob, slot)).ShouldBe((HttpStatusCode.Conflict, conv));
    }

    [Theory]
    [InlineData("Name", "evil\u202ename", "Conversations:DefaultRooms:0:Name")]
    [InlineData("Topic", "two\nlines", "Conversations:DefaultRooms:0:Topic")]
    [InlineData("Colour", "mauve", "Conversations:DefaultRooms:0:Colour is “mauve”; use one of grey, blue")]
    public void A_wrong_one_stops_the_start_with_its_setting(string property, string value, string said)
    {
        var room = new DefaultRoom { Name = "Fine" };
        typeof(DefaultRoom).GetProperty(property)!.SetValue(room, value);

        Check(room).FailureMessage!.ShouldContain(said);
    }

    [Fact]
    public void No_two_look_alike_and_there_are_at_most_twenty()
    {
        Check(new DefaultRoom { Name = "General" }, new DefaultRoom { Name = "GENERAL" }).FailureMessage!.ShouldContain("looks like “General”");
        Check([.. Enumerable.Range(0, 21).Select(i => new DefaultRoom { Name = $"Room {(char)('a' + i)}" })]).FailureMessage!.ShouldContain("20 or fewer");
        Check([.. Enumerable.Range(0, 20).Select(i => new DefaultRoom { Name = $"Room {(char)('a' + i)}" })]).Succeeded.ShouldBeTrue();
    }

    private static ValidateOptionsResult Check(params DefaultRoom[] rooms)
    {
        var options = new ConversationOptions();
        foreach (var room in rooms)
            options.DefaultRooms.Add(room);
        return new ConversationOptionsCheck().Validate(null, options);
    }

    private async Task<IReadOnlyList<OfferEndpoints.Offer>> OffersAsync(Person person) =>
        (await host.Client(person.Device).GetFromJsonAsync<OfferEndpoints.Answer>("/api/me/default-rooms"))!.Rooms;

    private async Task<HttpStatusCode> SettleAsync(Person person, string slot) =>
        (await host.Client(person.Device).PutAsync($"/api/me/default-rooms/{Uri.EscapeDataString(slot)}", null)).StatusCode;

    private async Task<(HttpStatusCode Status, string Conv)> MakeAsync(Person person, string slot, object? more = null, string kind = "open")
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["jws"] = TestRoom.Genesis(host, person.Device, kind, "shared", (person, "admin"));
        body["slot"] = slot;
        var answer = await host.Client(person.Device).PostAsJsonAsync("/api/conversations", body);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (answer.StatusCode, json.TryGetProperty("conv", out var conv) ? conv.GetString()! : "");
    }

    /// <summary>A slot is any stable word.</summary>
    private sealed class SameButSlot : IEqualityComparer<OfferEndpoints.Offer>
    {
        public bool Equals(OfferEndpoints.Offer? x, OfferEndpoints.Offer? y) => (x! with { Slot = "" }) == (y! with { Slot = "" }) && x.Slot.Length > 0 == y.Slot.Length > 0;

        public int GetHashCode(OfferEndpoints.Offer obj) => obj.Name.GetHashCode(StringComparison.Ordinal);
    }
}
