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

    /// <summary>What this user has read up to, and everything before; only grows, but where a clearing is undone or the user marks something as unread.</summary>
    public long ReadSeq { get; set; }

    /// <summary>Of <see cref="ReadSeq"/>, what others may know: it stands still while this user does not tell, or is not to be noticed.</summary>
    public long ToldSeq { get; set; }

    /// <summary>Up to here this user has cleared the history: of the log they are given what comes after. 0: nothing.</summary>
    public long ClearedSeq { get; set; }

    /// <summary>When that was, by which it can be undone; null: never, or undone.</summary>
    public DateTimeOffset? ClearedAt { get; set; }

    /// <summary><see cref="ClearedSeq"/> before it.</summary>
    public long ClearedBefore { get; set; }

    /// <summary><see cref="ReadSeq"/> before it.</summary>
    public long ReadBefore { get; set; }

    /// <summary>The user wants to be left alone by it.</summary>
    public bool Muted { get; set; }

    /// <summary>The user wants it first in the list.</summary>
    public bool Favourite { get; set; }

    /// <summary>Taken out of the user's list while the conversation has just so many messages. Null: it is in the list.</summary>
    public long? HiddenAt { get; set; }
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
