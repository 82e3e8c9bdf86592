using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Pki.Crl;

/// <summary>The newest CRL of a CA.</summary>
internal sealed class RevocationListRow
{
    /// <summary>The CA, by its key identifier.</summary>
    public required string Issuer { get; init; }

    /// <summary>RFC 5280 5.2.3: only grows. The concurrency token, so that of two hosts one publishes and the other looks again.</summary>
    public long Number { get; set; }

    public DateTimeOffset ThisUpdate { get; set; }

    public DateTimeOffset NextUpdate { get; set; }

    /// <summary>Every change of standing up to this ledger row is in it.</summary>
    public long Covers { get; set; }

    public required byte[] Der { get; set; }

    public void Take(SignedList list) => (Number, ThisUpdate, NextUpdate, Der) = (list.Number, list.ThisUpdate, list.NextUpdate, list.Der);
}

internal sealed class RevocationListRowConfiguration : IEntityTypeConfiguration<RevocationListRow>
{
    public void Configure(EntityTypeBuilder<RevocationListRow> builder)
    {
        builder.ToTable("revocation_lists");
        builder.HasKey(list => list.Issuer);
        builder.Property(list => list.Issuer).HasMaxLength(64);
        builder.Property(list => list.Number).IsConcurrencyToken();
    }
}
