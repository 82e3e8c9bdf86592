using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>The one link that makes the first administrator, while it is unused. Only the token's hash is stored.</summary>
internal sealed class AdministratorLink
{
    /// <summary>SHA-256 of the token, base64url.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class AdministratorLinkConfiguration : IEntityTypeConfiguration<AdministratorLink>
{
    public void Configure(EntityTypeBuilder<AdministratorLink> builder)
    {
        builder.ToTable("administrator_links");
        builder.HasKey(link => link.Hash);
        builder.Property(link => link.Hash).HasMaxLength(LinkToken.HashLength);
    }
}
