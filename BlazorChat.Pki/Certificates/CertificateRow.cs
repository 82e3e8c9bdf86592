using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Pki.Certificates;

/// <summary>A leaf, kept and served for ever.</summary>
internal sealed class CertificateRow
{
    public required string Serial { get; init; }

    /// <summary>The issuing CA, by its key identifier.</summary>
    public required string Issuer { get; init; }

    public required string Kid { get; init; }

    public DateTimeOffset NotBefore { get; init; }

    public DateTimeOffset NotAfter { get; init; }

    /// <summary>The ledger row it was issued with.</summary>
    public long IssuedSeq { get; init; }

    public required byte[] Der { get; init; }

    /// <summary>SHA-256 of the request it answers, base64url; null: of one that nobody repeats.</summary>
    public string? Request { get; init; }

    public IssuedCertificate ToIssued(CertifiedKey key) => new(Kid, Serial, key.Owner, key.Use, NotBefore, NotAfter, key.PublicKey, Der) { Issuer = Issuer };
}

internal sealed class CertificateRowConfiguration : IEntityTypeConfiguration<CertificateRow>
{
    public void Configure(EntityTypeBuilder<CertificateRow> builder)
    {
        builder.ToTable("certificates");
        builder.HasKey(certificate => certificate.Serial);
        builder.Property(certificate => certificate.Serial).HasMaxLength(40);
        builder.Property(certificate => certificate.Issuer).HasMaxLength(64);
        builder.Property(certificate => certificate.Kid).HasMaxLength(43);
        builder.Property(certificate => certificate.Request).HasMaxLength(43);
        builder.HasOne<CertifiedKey>().WithMany().HasForeignKey(certificate => certificate.Kid).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(certificate => certificate.IssuedSeq).IsUnique();
        // For the catalogue: it sorts and counts without reading the certificates themselves.
        builder.HasIndex(certificate => new { certificate.NotAfter, certificate.Serial, certificate.Kid });
        builder.HasIndex(certificate => new { certificate.NotBefore, certificate.Serial, certificate.Kid, certificate.NotAfter });
        builder.HasIndex(certificate => new { certificate.Kid, certificate.NotAfter });
    }
}
