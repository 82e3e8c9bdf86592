using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Conversations;

public enum LogEntryKind { Message = 0, Room = 1 }

/// <summary>
/// One row of a conversation's log: a message as its sender posted it, or an entry of the room chain. Both share <see cref="Seq"/>, so that
/// "a member there and at this seq" has one meaning. Rows are never changed, but for one thing: a message that is removed, or older than the
/// configuration keeps, loses its <see cref="Body"/>. Its place, its counter and its hash stay.
/// </summary>
public sealed class LogEntry
{
    public required string ConversationId { get; init; }

    /// <summary>Gapless from 1 within a conversation, given by the group append.</summary>
    public required long Seq { get; init; }
    public required DateTimeOffset At { get; init; }
    public required LogEntryKind Kind { get; init; }

    /// <summary>The sender, or the signer of the room chain entry.</summary>
    public required Guid User { get; init; }
    public required Guid Device { get; init; }

    /// <summary>A message: the counter of its device, from 1. A room chain entry: its index in the chain, from 0.</summary>
    public required long N { get; init; }

    /// <summary>A message: the thumbprint of its session key; null for a room chain entry.</summary>
    public string? SessionKey { get; init; }

    /// <summary>How many messages that stand for themselves the log has up to here, this one included: of two places the difference is what lies between.</summary>
    public long Messages { get; init; }

    /// <summary>The compact JWE of a message, the compact JWS of a room chain entry, byte for byte as received; empty once it is removed or too old.</summary>
    public required string Body { get; init; }

    /// <summary><c>H(Body)</c> as received, 43 characters.</summary>
    public required string Hash { get; init; }

    /// <summary>A message that edits or removes another: the place of that one, as its sender says. Null: it stands for itself.</summary>
    public long? About { get; init; }

    /// <summary>The message that removed this one, or the one that this one is about; null: it is there.</summary>
    public long? RemovedBy { get; init; }
}

internal sealed class LogEntryConfiguration : IEntityTypeConfiguration<LogEntry>
{
    public void Configure(EntityTypeBuilder<LogEntry> builder)
    {
        builder.ToTable("entries");
        builder.HasKey(entry => new { entry.ConversationId, entry.Seq });
        builder.Property(entry => entry.ConversationId).HasMaxLength(43);
        builder.Property(entry => entry.SessionKey).HasMaxLength(43);
        builder.Property(entry => entry.Hash).HasMaxLength(43);
        builder.HasOne<Conversation>().WithMany().HasForeignKey(entry => entry.ConversationId).OnDelete(DeleteBehavior.Cascade);

        // The newest about a message, without a look at the rows.
        builder.HasIndex(entry => new { entry.ConversationId, entry.About, entry.Seq })
            .HasDatabaseName("entries_about").HasFilter("\"About\" IS NOT NULL");

        // Two unique counters in one table: each device counts its messages, the room chain counts its entries.
        builder.HasIndex(entry => new { entry.ConversationId, entry.Device, entry.N })
            .HasDatabaseName("entries_message_counter").IsUnique().HasFilter("\"Kind\" = 0");
        builder.HasIndex(entry => new { entry.ConversationId, entry.N })
            .HasDatabaseName("entries_room_chain").IsUnique().HasFilter("\"Kind\" = 1");
    }
}
