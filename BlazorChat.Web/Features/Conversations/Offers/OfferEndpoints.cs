using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Conversations.Offers;

/// <summary>/api/me/default-rooms: the default rooms this user has not been brought to; PUT …/{slot}: now they have, or do not want to be.</summary>
internal static class OfferEndpoints
{
    public sealed record Answer(IReadOnlyList<Offer> Rooms);

    /// <param name="Slot">Its stable word.</param>
    /// <param name="Name">What it is called, or is to be.</param>
    /// <param name="Topic">What it is for.</param>
    /// <param name="Colour">Of <see cref="Profiles.RoomColours"/>; null: the one that follows from the room's id.</param>
    /// <param name="Conv">The room; null: nobody has made it so far.</param>
    public sealed record Offer(string Slot, string Name, string Topic, string? Colour, string? Conv);

    public static void MapOffers(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/me/default-rooms", ListAsync).RequireDevice();
        app.MapPut("/api/me/default-rooms/{slot}", SettleAsync).RequireDevice();
    }

    private static async Task<IResult> ListAsync(ChatSession session, OfferRooms offers, CancellationToken cancellation) =>
        TypedResults.Ok(new Answer([.. (await offers.OfAsync(session.User, cancellation))
            .Select(offer => new Offer(offer.Room.Slot!, offer.Room.Name!.Value, offer.Room.Topic, offer.Room.Colour, offer.Conversation))]));

    private static async Task<IResult> SettleAsync(string slot, ChatSession session, OfferRooms offers, CancellationToken cancellation) =>
        await offers.SettleAsync(session.User, slot, cancellation) ? TypedResults.NoContent() : Problem.NotFound();
}
