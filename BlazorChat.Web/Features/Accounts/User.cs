using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Everyone who ever signed in, whatever directory they came from. Passwords stay in the directory.</summary>
public sealed class User
{
    public const int MaxUsernameLength = 256; // a directory's userPrincipalName; our own are shorter
    public const int MaxDisplayNameLength = 256;
    public const int PhotoHashLength = 43; // SHA-256 in base64url

    /// <summary>The directory's immutable id.</summary>
    public required Guid Id { get; init; }

    /// <summary>As the directory has it today. Not unique here: directories rename people, and may give an old name to another.</summary>
    public required string Username { get; set; }

    public required string DisplayName { get; set; }

    /// <summary>What they call themselves, as others see it. Null: what the directory calls them. Former ones are kept nowhere.</summary>
    public string? ChosenName { get; set; }

    public string? Mail { get; set; }

    public UserRole Role { get; set; }

    /// <summary>The role comes from a group of the directory, and goes with it.</summary>
    public bool RoleFromDirectory { get; set; }

    /// <summary>Disabled by an administrator here.</summary>
    public bool Disabled { get; set; }

    /// <summary>Disabled, locked for good, or no longer there, in a directory that others write to too.</summary>
    public bool DisabledInDirectory { get; set; }

    /// <summary>The hash of the photo that is shown (<see cref="UserPhoto"/>). Null: none.</summary>
    public string? Photo { get; set; }

    /// <summary><see cref="Directories.DirectoryUser.PhotoRevision"/> of the entry when its photo was last looked at.</summary>
    public string? PhotoRevision { get; set; }

    /// <summary>Since when the account is gone for good. The row stays: what others have of this person's messages names it.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public bool IsShutOut => Disabled || DisabledInDirectory || DeletedAt is not null;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastSignInAt { get; set; }
}

/// <summary>What somebody may do beyond chatting.</summary>
public enum UserRole
{
    Member = 0,
    Administrator = 1,

    /// <summary>Sees the administration and changes nothing.</summary>
    Auditor = 2,
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.HasKey(user => user.Id);
        builder.Property(user => user.Id).ValueGeneratedNever();
        builder.Property(user => user.Username).HasMaxLength(User.MaxUsernameLength);
        builder.Property(user => user.DisplayName).HasMaxLength(User.MaxDisplayNameLength);
        builder.Property(user => user.ChosenName).HasMaxLength(User.MaxDisplayNameLength);
        builder.Property(user => user.Mail).HasMaxLength(320); // RFC 5321 4.5.3.1: 64 + "@" + 255
        builder.Property(user => user.Role).HasConversion<string>().HasMaxLength(16);
        builder.Property(user => user.Photo).HasMaxLength(User.PhotoHashLength);
        builder.Property(user => user.PhotoRevision).HasMaxLength(256);
        builder.Ignore(user => user.IsShutOut);
        builder.HasIndex(user => user.Username);
    }
}
