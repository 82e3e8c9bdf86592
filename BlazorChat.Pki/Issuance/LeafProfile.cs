using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Issuance;

/// <summary>What a leaf is allowed and for how long. What is not here is refused.</summary>
/// <param name="KeyUsage">All of it; the extension is critical.</param>
internal sealed record LeafProfile(string Name, KeyUse Use, X509KeyUsageFlags KeyUsage, TimeSpan Lifetime)
{
    /// <summary>A browser's clock may be behind the host's.</summary>
    public static readonly TimeSpan Backdate = TimeSpan.FromHours(1);

    private const int DeviceBits = 3072; // the protocol's one size
    private const int LargestBits = 4096;
    private static readonly TimeSpan DeviceLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RecoveryLifetime = TimeSpan.FromDays(5 * 365); // sealed away, nobody could renew it
    private static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan ClientLifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan OcspLifetime = TimeSpan.FromDays(30); // short, since nobody asks whether it is revoked

    private static readonly LeafProfile DeviceSignature = new("device-signature", KeyUse.Sig, X509KeyUsageFlags.DigitalSignature, DeviceLifetime);
    private static readonly LeafProfile DeviceEncryption = new("device-encryption", KeyUse.Enc, X509KeyUsageFlags.KeyEncipherment, DeviceLifetime);
    private static readonly LeafProfile RecoverySignature = DeviceSignature with { Name = "recovery-signature", Lifetime = RecoveryLifetime };
    private static readonly LeafProfile RecoveryEncryption = DeviceEncryption with { Name = "recovery-encryption", Lifetime = RecoveryLifetime };

    /// <summary>Both usages, as old peers expect of RSA; neither device profile has both.</summary>
    public static readonly LeafProfile TlsServer = new("tls-server", KeyUse.Tls, X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, ServerLifetime)
    {
        ExtendedKeyUsage = LeafExtensions.ServerAuthentication,
        MinKeyBits = 2048,
        MaxKeyBits = LargestBits,
    };

    /// <summary>Names a user, never a device: it opens no chain and reads no message.</summary>
    public static readonly LeafProfile TlsClient = new("tls-client", KeyUse.Tls, X509KeyUsageFlags.DigitalSignature, ClientLifetime)
    {
        ExtendedKeyUsage = LeafExtensions.ClientAuthentication,
        MaxKeyBits = LargestBits,
    };

    /// <summary>RFC 6960 4.2.2.2: a delegated responder.</summary>
    public static readonly LeafProfile OcspSigner = new("ocsp-signer", KeyUse.Ocsp, X509KeyUsageFlags.DigitalSignature, OcspLifetime)
    {
        ExtendedKeyUsage = LeafExtensions.OcspSigning,
        NoRevocationCheck = true,
        MinKeyBits = 2048,
        MaxKeyBits = LargestBits,
    };

    /// <summary>Whatever is certified here.</summary>
    public static IReadOnlyList<LeafProfile> All { get; } = [DeviceSignature, DeviceEncryption, RecoverySignature, RecoveryEncryption, TlsClient, TlsServer, OcspSigner];

    /// <summary>The one purpose; null: the extension is absent, as on every certificate of a device.</summary>
    public string? ExtendedKeyUsage { get; private init; }

    /// <summary>RFC 6960 4.2.2.2.1: id-pkix-ocsp-nocheck.</summary>
    public bool NoRevocationCheck { get; private init; }

    public int MinKeyBits { get; private init; } = DeviceBits;

    public int MaxKeyBits { get; private init; } = DeviceBits;

    /// <summary>For people: "3072", "2048 to 4096".</summary>
    public string KeySizes => MinKeyBits == MaxKeyBits ? $"{MinKeyBits}" : $"{MinKeyBits} to {MaxKeyBits}";

    public static LeafProfile Of(KeyOwner device, KeyUse use) => (device.IsRecovery, use) switch
    {
        (false, KeyUse.Sig) => DeviceSignature,
        (false, KeyUse.Enc) => DeviceEncryption,
        (true, KeyUse.Sig) => RecoverySignature,
        (true, KeyUse.Enc) => RecoveryEncryption,
        _ => throw new ArgumentOutOfRangeException(nameof(use)),
    };
}
