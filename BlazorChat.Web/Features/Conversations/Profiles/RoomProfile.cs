using BlazorChat.Web.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Conversations.Profiles;

/// <summary>
/// What a room is called. Beside the room chain and not in it, so neither signed nor encrypted: the server must show rooms to who is not in
/// them. Every private and open room has a row, no dm has one. A table of its own, since the row of a conversation is written anew at each message.
/// </summary>
public sealed class RoomProfile
{
    public required string ConversationId { get; init; }

    /// <summary>Null: it was never given one.</summary>
    public string? Name { get; set; }
    public required string Topic { get; set; }

    /// <summary>Of <see cref="RoomColours"/>. Null: the one that follows from the id.</summary>
    public string? Colour { get; set; }

    /// <summary>Which of the default rooms it is. Null: none.</summary>
    public string? Slot { get; init; }
}

/// <summary>What the names of open rooms look like, those archived aside. The key is unique, so that no two of them can be taken for each other.</summary>
public sealed class RoomNameKey
{
    /// <summary>Of <see cref="Accounts.Names.NameKeys"/>.</summary>
    public required string Key { get; init; }
    public required string ConversationId { get; init; }
}

internal sealed class RoomProfileConfiguration : IEntityTypeConfiguration<RoomProfile>, IEntityTypeConfiguration<RoomNameKey>
{
    public void Configure(EntityTypeBuilder<RoomProfile> builder)
    {
        builder.ToTable("room_profiles");
        builder.HasKey(profile => profile.ConversationId);
        builder.Property(profile => profile.ConversationId).HasMaxLength(43);
        builder.HasIndex(profile => profile.Slot).IsUnique();
        builder.HasOne<Conversation>().WithMany().HasForeignKey(profile => profile.ConversationId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<RoomNameKey> builder)
    {
        builder.ToTable("room_names");
        builder.HasKey(name => name.Key);
        builder.Property(name => name.ConversationId).HasMaxLength(43);
        builder.HasIndex(name => name.ConversationId);
        builder.HasOne<Conversation>().WithMany().HasForeignKey(name => name.ConversationId).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>The colours of rooms, by the names the client knows them under.</summary>
public static class RoomColours
{
    public static IReadOnlyList<string> All { get; } = ["grey", "blue", "green", "yellow", "orange", "red", "pink", "purple"];

    /// <summary>For a room without a chosen one; the same on every host.</summary>
    public static string Of(string conversation) => All[(conversation[0] * 31 + conversation[1]) % All.Count];

    public static string Of(ConversationId conversation) => Of(conversation.Value);
}
