using BlazorChat.Web.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// Who is in a conversation now: the room chain's members as rows, for "the conversations of a user" and "is a member".
/// Written only with the entry that changes them; the chain itself is the truth.
/// </summary>
public sealed class Member
{
    public required string ConversationId { get; init; }
    public required Guid User { get; init; }

    /// <summary>The base of the user's chain that the room chain names, 43 characters. Outdated when the user's chain has a newer one.</summary>
    public required string Base { get; set; }
    public required RoomRole Role { get; set; }

    /// <summary>What this user has read up to, and everything before; only grows.</summary>
    public long ReadSeq { get; set; }
}

internal sealed class MemberConfiguration : IEntityTypeConfiguration<Member>
{
    public void Configure(EntityTypeBuilder<Member> builder)
    {
        builder.ToTable("members");
        builder.HasKey(member => new { member.ConversationId, member.User });
        builder.HasIndex(member => member.User);
        builder.Property(member => member.ConversationId).HasMaxLength(43);
        builder.Property(member => member.Base).HasMaxLength(43);
        builder.HasOne<Conversation>().WithMany().HasForeignKey(member => member.ConversationId).OnDelete(DeleteBehavior.Cascade);
    }
}
