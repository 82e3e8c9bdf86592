using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Pki.Issuance;

internal enum RequestState
{
    Waiting,
    Approved,
    Refused,
}

/// <summary>
/// A key that asks to be certified and waits for an administrator, or has the answer and was not asked about again. It goes when the
/// certificate is issued, or when <see cref="Until"/> has passed; what happened stays in the ledger.
/// </summary>
internal sealed class RequestRow
{
    /// <summary>Names owner and keys, see <see cref="Claim.Id"/>: who asks again finds the same row.</summary>
    public required string Id { get; init; }

    public Guid User { get; init; }

    public required string Device { get; init; }

    /// <summary>SHA-256 of the keys as SubjectPublicKeyInfo, upper-case hex: what asker and administrator can compare.</summary>
    public required string Key { get; init; }

    /// <summary>The PKCS#10 requests as they first came, one DER after the other in the order of the keys; null: it came before they were kept.</summary>
    public byte[]? Csrs { get; init; }

    /// <summary>The address the first request came from.</summary>
    public required string From { get; init; }

    public DateTimeOffset At { get; init; }

    public DateTimeOffset Until { get; set; }

    public RequestState State { get; set; }

    /// <summary>Why it was refused, in the administrator's words.</summary>
    public string? Reason { get; set; }
}

internal sealed class RequestRowConfiguration : IEntityTypeConfiguration<RequestRow>
{
    public void Configure(EntityTypeBuilder<RequestRow> builder)
    {
        builder.ToTable("certificate_requests");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).HasMaxLength(43);
        builder.Property(row => row.Device).HasMaxLength(36);
        builder.Property(row => row.Key).HasMaxLength(64);
        builder.Property(row => row.Csrs).HasMaxLength(2 * CertificationRequest.MaxBytes);
        builder.Property(row => row.From).HasMaxLength(64);
        builder.Property(row => row.State).HasConversion<string>().HasMaxLength(8);
        builder.Property(row => row.Reason).HasMaxLength(WaitingRequest.MaxReasonLength);
        builder.HasIndex(row => row.User);
    }
}
