using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Messages;

/// <summary>Session keys of a conversation that somebody sealed for one device or recovery key.</summary>
public sealed class KeyBundle
{
    public long Id { get; init; }
    public required string ConversationId { get; init; }

    /// <summary>The enc key it is sealed for.</summary>
    public required string Kid { get; init; }

    /// <summary>Who posted it.</summary>
    public required Guid User { get; init; }
    public required Guid Device { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Jwe { get; init; }
}

internal sealed class KeyBundleConfiguration : IEntityTypeConfiguration<KeyBundle>
{
    public void Configure(EntityTypeBuilder<KeyBundle> builder)
    {
        builder.ToTable("key_bundles");
        builder.HasKey(bundle => bundle.Id);
        builder.HasIndex(bundle => new { bundle.ConversationId, bundle.Kid });
        builder.Property(bundle => bundle.ConversationId).HasMaxLength(43);
        builder.Property(bundle => bundle.Kid).HasMaxLength(43);
        builder.HasOne<Conversations.Conversation>().WithMany().HasForeignKey(bundle => bundle.ConversationId).OnDelete(DeleteBehavior.Cascade);
    }
}
