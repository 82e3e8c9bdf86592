using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Devices;

/// <summary>A verified <c>reset</c> that waits for an administrator. One a user: a newer one takes its place.</summary>
internal sealed class PendingReset
{
    public required Guid UserId { get; init; }

    public required Guid DeviceId { get; init; }

    /// <summary>Of the entry: what is approved is this and no other.</summary>
    public required string Hash { get; init; }

    public required string Jws { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Approved by a command on the host, to be appended by the running server.</summary>
    public bool ApprovedOnHost { get; set; }
}

internal sealed class PendingResetConfiguration : IEntityTypeConfiguration<PendingReset>
{
    public void Configure(EntityTypeBuilder<PendingReset> builder)
    {
        builder.ToTable("pending_resets");
        builder.HasKey(reset => reset.UserId);
        builder.Property(reset => reset.UserId).ValueGeneratedNever();
        builder.Property(reset => reset.Hash).HasMaxLength(43);
    }
}
