using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Conversations.Offers;

/// <summary>A default room that a user has been brought to, or was not to be: it is never offered again, also when they leave.</summary>
public sealed class RoomOffer
{
    public required Guid User { get; init; }
    public required string Slot { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed class RoomOfferConfiguration : IEntityTypeConfiguration<RoomOffer>
{
    public void Configure(EntityTypeBuilder<RoomOffer> builder)
    {
        builder.ToTable("room_offers");
        builder.HasKey(offer => new { offer.User, offer.Slot });
    }
}

internal static class RoomOfferRows
{
    public const string Insert = """INSERT INTO "room_offers" ("User", "Slot", "At") VALUES (@p0, @p1, @p2) ON CONFLICT ("User", "Slot") DO NOTHING""";

    /// <summary>Inside the group append that makes the room: who makes it is in it.</summary>
    public static void Settle(AppendTransaction transaction, Guid user, string slot, DateTimeOffset at) =>
        transaction.Execute(Insert, user, slot, at.ToUnixTimeMilliseconds());
}
