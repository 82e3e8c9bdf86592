using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Somebody who does not tell others how far they have read, and is not told of others. Who tells has no row.</summary>
public sealed class QuietReader
{
    public required Guid User { get; init; }
}

internal sealed class QuietReaderConfiguration : IEntityTypeConfiguration<QuietReader>
{
    public void Configure(EntityTypeBuilder<QuietReader> builder)
    {
        builder.ToTable("quiet_readers");
        builder.HasKey(reader => reader.User);
        builder.Property(reader => reader.User).ValueGeneratedNever();
    }
}
