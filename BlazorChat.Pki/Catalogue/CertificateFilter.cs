using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Catalogue;

/// <summary>Which certificates; what is null does not matter. Every part was parsed where it came in, so no filter can fail.</summary>
public sealed record CertificateFilter
{
    public static CertificateFilter All { get; } = new();

    public CertificateStatus? Status { get; init; }

    /// <summary>Of any of these people; of none of them, nothing is found. <see cref="Guid.Empty"/> is the installation itself.</summary>
    public IReadOnlyCollection<Guid>? Users { get; init; }

    public DevicePrefix? Device { get; init; }

    public CertificateProfile? Profile { get; init; }

    public SerialText? Serial { get; init; }

    public FingerprintText? Fingerprint { get; init; }

    public KidText? Kid { get; init; }

    public Period ValidFrom { get; init; }

    public Period ValidUntil { get; init; }

    /// <summary>These and no others, whatever else is asked: a selection.</summary>
    public IReadOnlyCollection<string>? Serials { get; init; }
}

/// <summary>From the first moment up to, not including, the last. Null: open.</summary>
public readonly record struct Period(DateTimeOffset? From, DateTimeOffset? Before);

/// <summary>
/// How a certificate stands. One has one word in lists, the last that applies in this order; asked for as a filter, each finds all to which it
/// applies: <see cref="Valid"/> those that end soon too.
/// </summary>
public enum CertificateStatus
{
    /// <summary>In time, and its key in good standing.</summary>
    Valid,

    /// <summary>
    /// Valid, ends within 30 days and nothing has taken its place. The installation's own are left out: some never live longer, it renews them
    /// itself, and where it fails <see cref="Endings.IEndings"/> says so.
    /// </summary>
    Ending30,

    /// <summary>The same within 7 days.</summary>
    Ending7,

    /// <summary>Valid, but a later certificate of the same key has taken its place.</summary>
    Superseded,
    Expired,
    Held,
    Revoked,
}

/// <summary>What is certified here; <see cref="AuthorityPolicy.Profiles"/> tells what each is like.</summary>
public enum CertificateProfile
{
    DeviceSignature,
    DeviceEncryption,
    RecoverySignature,
    RecoveryEncryption,
    TlsClient,
    TlsServer,
    OcspSigner,
}

internal static class CertificateProfiles
{
    public static CertificateProfile Of(KeyOwner owner, KeyUse use) => use switch
    {
        KeyUse.Sig => owner.IsRecovery ? CertificateProfile.RecoverySignature : CertificateProfile.DeviceSignature,
        KeyUse.Enc => owner.IsRecovery ? CertificateProfile.RecoveryEncryption : CertificateProfile.DeviceEncryption,
        KeyUse.Tls => owner.IsTlsClient ? CertificateProfile.TlsClient : CertificateProfile.TlsServer,
        _ => CertificateProfile.OcspSigner,
    };
}
