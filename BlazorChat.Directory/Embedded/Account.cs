using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Directories.Embedded;

/// <summary>A row of the embedded directory.</summary>
internal sealed class Account
{
    public required Guid Id { get; init; }

    /// <summary>Lower case, so that the unique index ignores case.</summary>
    public required string Username { get; init; }

    public required string DisplayName { get; set; }

    /// <summary>Username and display name folded by <see cref="Fold"/>, for searches that ignore case on every database.</summary>
    public required string SearchText { get; set; }

    public required string PasswordHash { get; set; }

    public bool Disabled { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset PasswordChangedAt { get; set; }

    public static string Fold(string text) => text.ToUpperInvariant();

    public DirectoryUser ToUser() => new(Id, Username, DisplayName, Mail: null, Disabled);
}

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("directory_accounts");
        builder.HasKey(account => account.Id);
        builder.Property(account => account.Id).ValueGeneratedNever();
        builder.Property(account => account.Username).HasMaxLength(UsernameRules.MaxLength);
        builder.Property(account => account.DisplayName).HasMaxLength(DisplayNameRules.MaxCodePoints * 2);
        builder.Property(account => account.PasswordHash).HasMaxLength(256);
        builder.HasIndex(account => account.Username).IsUnique();
    }
}
