using BlazorChat.Web.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// One conversation. The row is the lock of its log: whoever appends an entry (a message or a room chain entry) updates it in the
/// same transaction, conversations in the order of their ids.
/// </summary>
public sealed class Conversation
{
    /// <summary><c>H(genesis)</c>, 43 characters.</summary>
    public required string Id { get; init; }
    public required RoomKind Kind { get; init; }
    public required RoomHistory History { get; init; }

    /// <summary>The newest <c>seq</c> of the log; gapless, from 1 (the genesis).</summary>
    public long LastSeq { get; set; }
    public DateTimeOffset LastAt { get; set; }

    /// <summary>How many of the log's entries are messages.</summary>
    public long Messages { get; set; }

    /// <summary>Up to here the log's messages have been deleted for their age, by the configuration: nobody is given any of it. 0: none.</summary>
    public long ExpiredSeq { get; set; }

    /// <summary>How many members the room chain has.</summary>
    public int Members { get; set; }

    /// <summary>Since when it is archived: nothing is taken any more but that somebody leaves. Null: it is not.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    /// <summary>
    /// Grows whenever the recipients may have changed: with a room chain entry, a user chain entry of a member, a revocation, a hold or a
    /// release, in the transaction of that change. A send was validated for one version and is refused or validated again at another.
    /// </summary>
    public long RecipientsVersion { get; set; }

    /// <summary>The room chain's head: <c>n</c> and <c>H</c> of its newest entry.</summary>
    public long RoomN { get; set; }
    public required string RoomHead { get; set; }

    /// <summary>For a dm: both users, the smaller first. Unique; null in rooms and in a dm given up because both bases are outdated.</summary>
    public string? DmPair { get; set; }
}

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.ToTable("conversations");
        builder.HasKey(conversation => conversation.Id);
        builder.Property(conversation => conversation.Id).HasMaxLength(43);
        builder.Property(conversation => conversation.RoomHead).HasMaxLength(43);
        builder.Property(conversation => conversation.DmPair).HasMaxLength(73);
        builder.HasIndex(conversation => conversation.DmPair).IsUnique();

        // The directory reads all open rooms among however many dms.
        builder.HasIndex(conversation => conversation.Kind).HasDatabaseName("conversations_open").HasFilter("\"Kind\" = 2");
    }
}
