using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// A pair of keys as the chains have it: what lists need without replaying, written in the transaction of the entry.
/// A row removed but not yet <see cref="Settled"/> is work to do: its sessions end and its certificates are revoked.
/// </summary>
internal sealed class DeviceKeys
{
    public required Guid UserId { get; init; }

    /// <summary>The uuid, or <c>recovery</c>.</summary>
    public required string Device { get; init; }

    public required string Sig { get; init; }

    public required string Enc { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    public DateTimeOffset? RemovedAt { get; set; }

    public bool Settled { get; set; }
}

internal sealed class DeviceKeysConfiguration : IEntityTypeConfiguration<DeviceKeys>
{
    public void Configure(EntityTypeBuilder<DeviceKeys> builder)
    {
        builder.ToTable("devices");
        builder.HasKey(keys => keys.Sig);
        builder.Property(keys => keys.Sig).HasMaxLength(43);
        builder.Property(keys => keys.Enc).HasMaxLength(43);
        builder.Property(keys => keys.Device).HasMaxLength(36);
        builder.HasIndex(keys => keys.Enc).IsUnique();
        builder.HasIndex(keys => keys.UserId);
        builder.HasIndex(keys => new { keys.Settled, keys.RemovedAt });
    }
}
