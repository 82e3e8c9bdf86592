using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>A link an administrator made for one person, while it is unused. Only the token's hash is stored.</summary>
internal sealed class OneTimeLink
{
    public const int MaxNoteLength = 100;

    /// <summary>Names it in lists and logs, and opens nothing.</summary>
    public required Guid Id { get; init; }

    /// <summary><see cref="LinkToken.Hash"/>.</summary>
    public required string Hash { get; init; }

    public required OneTimeLinkKind Kind { get; init; }

    /// <summary>Whose password; an invitation has nobody yet.</summary>
    public Guid? UserId { get; init; }

    /// <summary>For whom an invitation is, as the administrator wrote it.</summary>
    public string? Note { get; init; }

    /// <summary>Null: by the command on the host.</summary>
    public Guid? MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Somebody is using it at this moment, or was when a host died.</summary>
    public DateTimeOffset? ClaimedAt { get; set; }
}

internal enum OneTimeLinkKind
{
    /// <summary>To register.</summary>
    Invitation = 0,

    /// <summary>To set a new password without the old one.</summary>
    Password = 1,
}

internal sealed class OneTimeLinkConfiguration : IEntityTypeConfiguration<OneTimeLink>
{
    public void Configure(EntityTypeBuilder<OneTimeLink> builder)
    {
        builder.ToTable("one_time_links");
        builder.HasKey(link => link.Id);
        builder.Property(link => link.Id).ValueGeneratedNever();
        builder.Property(link => link.Hash).HasMaxLength(LinkToken.HashLength);
        builder.Property(link => link.Kind).HasConversion<string>().HasMaxLength(16);
        builder.Property(link => link.Note).HasMaxLength(OneTimeLink.MaxNoteLength);
        builder.HasIndex(link => link.Hash).IsUnique();
    }
}
