using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Issuance;

/// <summary>What a leaf is allowed and for how long. What is not here is refused.</summary>
/// <param name="KeyUsage">The one usage; the extension is critical.</param>
internal sealed record LeafProfile(string Name, KeyUse Use, X509KeyUsageFlags KeyUsage, TimeSpan Lifetime)
{
    /// <summary>A browser's clock may be behind the host's.</summary>
    public static readonly TimeSpan Backdate = TimeSpan.FromHours(1);

    private static readonly TimeSpan DeviceLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RecoveryLifetime = TimeSpan.FromDays(5 * 365); // sealed away, nobody could renew it

    private static readonly LeafProfile DeviceSignature = new("device-signature", KeyUse.Sig, X509KeyUsageFlags.DigitalSignature, DeviceLifetime);
    private static readonly LeafProfile DeviceEncryption = new("device-encryption", KeyUse.Enc, X509KeyUsageFlags.KeyEncipherment, DeviceLifetime);
    private static readonly LeafProfile RecoverySignature = DeviceSignature with { Name = "recovery-signature", Lifetime = RecoveryLifetime };
    private static readonly LeafProfile RecoveryEncryption = DeviceEncryption with { Name = "recovery-encryption", Lifetime = RecoveryLifetime };

    public static LeafProfile Of(KeyOwner owner, KeyUse use) => (owner.IsRecovery, use) switch
    {
        (false, KeyUse.Sig) => DeviceSignature,
        (false, _) => DeviceEncryption,
        (true, KeyUse.Sig) => RecoverySignature,
        (true, _) => RecoveryEncryption,
    };
}
