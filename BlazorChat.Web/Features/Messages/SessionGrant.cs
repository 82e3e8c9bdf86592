using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// A session key wrapped to many, in one row: part 0 came with the session, later ones are grants to who was added. A recipient is a place
/// in two arrays, so that a room of 1,000 devices costs one row and each device is handed 384 bytes of it.
/// </summary>
public sealed class SessionGrant
{
    public required string ConversationId { get; init; }
    public required string Key { get; init; }
    public required int Part { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>What all recipients share of the JWE, base64url as received.</summary>
    public required string Protected { get; init; }
    public required string Iv { get; init; }
    public required string Ciphertext { get; init; }
    public required string Tag { get; init; }

    /// <summary>The recipients' enc kids, 32 bytes each, ascending.</summary>
    public required byte[] Kids { get; init; }

    /// <summary>Their encrypted keys in the same order, 384 bytes each.</summary>
    public required byte[] EncryptedKeys { get; init; }
}

internal sealed class SessionGrantConfiguration : IEntityTypeConfiguration<SessionGrant>
{
    public void Configure(EntityTypeBuilder<SessionGrant> builder)
    {
        builder.ToTable("session_grants");
        builder.HasKey(grant => new { grant.ConversationId, grant.Key, grant.Part });
        builder.Property(grant => grant.ConversationId).HasMaxLength(43);
        builder.Property(grant => grant.Key).HasMaxLength(43);
        builder.HasOne<MessageSession>().WithMany().HasForeignKey(grant => new { grant.ConversationId, grant.Key }).OnDelete(DeleteBehavior.Cascade);
    }
}
