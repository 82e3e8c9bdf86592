using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// A recovery pair's private half, sealed in the browser. A candidate until the user chain names its key, then the one
/// of the user; never overwritten, so that a password alone cannot destroy it.
/// </summary>
internal sealed class RecoveryBlob
{
    public required Guid UserId { get; init; }

    public required string Sig { get; init; }

    public required string Enc { get; init; }

    public required string Jwe { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class RecoveryBlobConfiguration : IEntityTypeConfiguration<RecoveryBlob>
{
    public void Configure(EntityTypeBuilder<RecoveryBlob> builder)
    {
        builder.ToTable("recovery_blobs");
        builder.HasKey(blob => new { blob.UserId, blob.Sig });
        builder.Property(blob => blob.Sig).HasMaxLength(43);
        builder.Property(blob => blob.Enc).HasMaxLength(43);
    }
}
