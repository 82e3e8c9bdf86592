using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Conversations.Blocks;

/// <summary>Somebody has blocked somebody: in the dm of the two nobody writes. Of people, not of a dm, so that it outlives one that is given up.</summary>
public sealed class Block
{
    public required Guid User { get; init; }
    public required Guid Blocked { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed class BlockConfiguration : IEntityTypeConfiguration<Block>
{
    public void Configure(EntityTypeBuilder<Block> builder)
    {
        builder.ToTable("blocks");
        builder.HasKey(block => new { block.User, block.Blocked });
    }
}
