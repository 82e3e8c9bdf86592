using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Devices;

/// <summary>One entry of a user chain as it was received. Never changed, never deleted.</summary>
internal sealed class UserChainEntry
{
    public required Guid UserId { get; init; }

    /// <summary>Place in the chain, from 0. With the user the primary key: the database itself refuses two successors of one head.</summary>
    public required long N { get; init; }

    public required string Hash { get; init; }

    public required string Jws { get; init; }

    /// <summary>When the server took it.</summary>
    public required DateTimeOffset At { get; init; }
}

internal sealed class UserChainEntryConfiguration : IEntityTypeConfiguration<UserChainEntry>
{
    public void Configure(EntityTypeBuilder<UserChainEntry> builder)
    {
        builder.ToTable("user_chain_entries");
        builder.HasKey(entry => new { entry.UserId, entry.N });
        builder.Property(entry => entry.Hash).HasMaxLength(43);
        builder.HasIndex(entry => entry.Hash).IsUnique();
    }
}
