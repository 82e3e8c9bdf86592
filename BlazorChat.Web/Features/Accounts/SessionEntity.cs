using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>One signed-in browser or program. The row goes when the session ends.</summary>
public sealed class SessionEntity
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>The device that proved its key in this session, or null while it may only enrol, recover or wait.</summary>
    public Guid? DeviceId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Written in batches: up to five minutes behind.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<SessionEntity>
{
    public void Configure(EntityTypeBuilder<SessionEntity> builder)
    {
        builder.ToTable("sessions");
        builder.HasKey(session => session.Id);
        builder.Property(session => session.Id).ValueGeneratedNever();
        builder.HasOne<User>().WithMany().HasForeignKey(session => session.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(session => session.UserId);
    }
}
