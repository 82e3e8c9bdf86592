using BlazorChat.Directories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>A photo of somebody, as it may be shown (<see cref="DirectoryPhoto"/>). <see cref="User.Photo"/> says whether it is today's.</summary>
public sealed class UserPhoto
{
    public required Guid User { get; init; }

    /// <summary><see cref="DirectoryPhoto.Hash"/>: the same name is always the same picture.</summary>
    public required string Hash { get; init; }

    public required string MediaType { get; init; }

    public required byte[] Content { get; init; }
}

internal sealed class UserPhotoConfiguration : IEntityTypeConfiguration<UserPhoto>
{
    public void Configure(EntityTypeBuilder<UserPhoto> builder)
    {
        builder.ToTable("user_photos");
        builder.HasKey(photo => new { photo.User, photo.Hash });
        builder.Property(photo => photo.Hash).HasMaxLength(User.PhotoHashLength);
        builder.Property(photo => photo.MediaType).HasMaxLength(16);
        builder.HasOne<User>().WithMany().HasForeignKey(photo => photo.User).OnDelete(DeleteBehavior.Cascade);
    }
}
