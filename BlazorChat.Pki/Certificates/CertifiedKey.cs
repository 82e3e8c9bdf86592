using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Pki.Certificates;

/// <summary>A public key that was ever certified: its one owner, and its standing, which all its leaves share.</summary>
internal sealed class CertifiedKey
{
    public required string Kid { get; init; }

    public Guid User { get; init; }

    public required string Device { get; init; }

    public KeyUse Use { get; init; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public required byte[] PublicKey { get; init; }

    public KeyState State { get; set; }

    public DateTimeOffset? Since { get; set; }

    public RevocationReason? Reason { get; set; }

    /// <summary>The ledger row of the last change of state; 0: none. A CRL that covers it says the same as this row.</summary>
    public long ChangedSeq { get; set; }

    public KeyOwner Owner => new(User, Device);

    public KeyStatus Status => new(State, Since, Reason);
}

internal sealed class CertifiedKeyConfiguration : IEntityTypeConfiguration<CertifiedKey>
{
    public void Configure(EntityTypeBuilder<CertifiedKey> builder)
    {
        builder.ToTable("certified_keys");
        builder.HasKey(key => key.Kid);
        builder.Property(key => key.Kid).HasMaxLength(43);
        builder.Property(key => key.Device).HasMaxLength(36);
        builder.Property(key => key.Use).HasConversion<string>().HasMaxLength(8);
        builder.Property(key => key.State).HasConversion<string>().HasMaxLength(8);
        builder.Property(key => key.Reason).HasConversion<string>().HasMaxLength(32);
        builder.Ignore(key => key.Owner);
        builder.Ignore(key => key.Status);
        builder.HasIndex(key => new { key.User, key.Device, key.Kid });
        builder.HasIndex(key => key.Device);
        builder.HasIndex(key => key.ChangedSeq);
        builder.HasIndex(key => new { key.State, key.Kid });
        builder.HasIndex(key => new { key.Use, key.Device, key.Kid });
    }
}
