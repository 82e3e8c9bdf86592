using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Messages;

/// <summary>A message key that one device made for one conversation, as far as the server knows it: never the key.</summary>
public sealed class MessageSession
{
    public required string ConversationId { get; init; }

    /// <summary>The thumbprint of the key; unique in the conversation.</summary>
    public required string Key { get; init; }

    /// <summary>The one device that sends with it.</summary>
    public required Guid User { get; init; }
    public required Guid Device { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The manifest, JWS, byte for byte as received; and its hash.</summary>
    public required string Manifest { get; init; }
    public required string ManifestHash { get; init; }

    /// <summary>The counter of the first message sent with it; null before.</summary>
    public long? FirstN { get; set; }
}

internal sealed class MessageSessionConfiguration : IEntityTypeConfiguration<MessageSession>
{
    public void Configure(EntityTypeBuilder<MessageSession> builder)
    {
        builder.ToTable("message_sessions");
        builder.HasKey(session => new { session.ConversationId, session.Key });
        builder.HasIndex(session => new { session.ConversationId, session.At });
        builder.Property(session => session.ConversationId).HasMaxLength(43);
        builder.Property(session => session.Key).HasMaxLength(43);
        builder.Property(session => session.ManifestHash).HasMaxLength(43);
        builder.HasOne<Conversations.Conversation>().WithMany().HasForeignKey(session => session.ConversationId).OnDelete(DeleteBehavior.Cascade);
    }
}
