using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Directories.Embedded;

/// <summary>The username of a deleted account, which nobody gets again (<see cref="IOwnAccounts.DeleteAsync"/>).</summary>
internal sealed class RetiredUsername
{
    public required string Username { get; init; }
}

internal sealed class RetiredUsernameConfiguration : IEntityTypeConfiguration<RetiredUsername>
{
    public void Configure(EntityTypeBuilder<RetiredUsername> builder)
    {
        builder.ToTable("directory_retired_usernames");
        builder.HasKey(retired => retired.Username);
        builder.Property(retired => retired.Username).HasMaxLength(UsernameRules.MaxLength);
    }
}
