using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Pki.Ledger;

/// <summary>What the authority does.</summary>
public enum LedgerAct
{
    /// <summary>An issuing CA takes over: detail is the fingerprint of its certificate.</summary>
    Open,
    /// <summary>An issuing CA's key was made and its request written: detail is the SHA-256 of the public key.</summary>
    Request,
    /// <summary>A list of a root was installed: detail is its SHA-256, serial that of an issuing CA it revokes, if any is new.</summary>
    RootList,
    /// <summary>The root key was taken off the host: detail is the fingerprint of the root.</summary>
    TakeRoot,
    /// <summary>Detail is the SHA-256 of the certificate.</summary>
    Issue,
    /// <summary>A request that was refused for whose it is; reason is the code.</summary>
    Refuse,
    Revoke,
    Hold,
    Release,
    /// <summary>Keys were compared with each other; detail is the last row with a key that was.</summary>
    CompareKeys,
    /// <summary>Two keys have a prime in common; detail is the older one.</summary>
    SharedFactor,
    /// <summary>Keys ask to be certified and wait for an administrator; detail is the address they asked from.</summary>
    Ask,
    /// <summary>An administrator let them; detail is the SHA-256 of the keys.</summary>
    Approve,
    /// <summary>An administrator did not; detail is the reason given.</summary>
    Decline,
    /// <summary>An administrator did something that is no act of the authority; reason is the code of what, detail what became of it, if not what was asked for.</summary>
    Administer,
}

/// <summary>One act. Rows are only ever added; each carries the hash of the one before.</summary>
internal sealed class LedgerRow
{
    /// <summary>Gapless, from 1. Being the key, it is also what lets only one of two hosts append next.</summary>
    public long Seq { get; init; }

    public DateTimeOffset At { get; init; }

    public LedgerAct Act { get; init; }

    public required string Actor { get; init; }

    public Guid? User { get; init; }

    public string? Device { get; init; }

    public string? Kid { get; init; }

    public string? Serial { get; init; }

    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public required string Prev { get; init; }

    public required string Hash { get; init; }
}

internal sealed class LedgerRowConfiguration : IEntityTypeConfiguration<LedgerRow>
{
    public void Configure(EntityTypeBuilder<LedgerRow> builder)
    {
        builder.ToTable("authority_ledger");
        builder.HasKey(row => row.Seq);
        builder.Property(row => row.Seq).ValueGeneratedNever();
        builder.Property(row => row.Act).HasConversion<string>().HasMaxLength(16);
        builder.Property(row => row.Actor).HasMaxLength(64);
        builder.Property(row => row.Device).HasMaxLength(36);
        builder.Property(row => row.Kid).HasMaxLength(43);
        builder.Property(row => row.Serial).HasMaxLength(40);
        builder.Property(row => row.Reason).HasMaxLength(64);
        builder.Property(row => row.Detail).HasMaxLength(128);
        builder.Property(row => row.Prev).HasMaxLength(64);
        builder.Property(row => row.Hash).HasMaxLength(64);
        builder.HasIndex(row => row.Kid);
        builder.HasIndex(row => row.Detail); // certificates are found by their SHA-256
        // Append-only: code that changes a row fails before it reaches the database.
        foreach (var property in builder.Metadata.GetProperties())
            property.SetAfterSaveBehavior(PropertySaveBehavior.Throw);
    }
}
