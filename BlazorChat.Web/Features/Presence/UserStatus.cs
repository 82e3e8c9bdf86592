using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Presence;

/// <summary>What somebody has chosen to be seen as. Who is seen as usual, without a line, has no row.</summary>
public sealed class UserStatus
{
    public required Guid User { get; init; }
    public ChosenStatus Choice { get; set; }
    public string? Line { get; set; }

    /// <summary>When the line goes; null: it stays.</summary>
    public DateTimeOffset? Until { get; set; }
}

internal sealed class UserStatusConfiguration : IEntityTypeConfiguration<UserStatus>
{
    public void Configure(EntityTypeBuilder<UserStatus> builder)
    {
        builder.ToTable("user_statuses");
        builder.HasKey(status => status.User);
        builder.Property(status => status.User).ValueGeneratedNever();
        builder.Property(status => status.Line).HasMaxLength(StatusLine.MaxUnits);
    }
}
