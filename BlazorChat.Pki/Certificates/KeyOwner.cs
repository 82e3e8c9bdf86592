using BlazorChat.Pki.Issuance;

namespace BlazorChat.Pki.Certificates;

/// <summary>What a key is for. They never mix: a key certified for one is never certified for another.</summary>
public enum KeyUse
{
    /// <summary>Signs messages and chain entries.</summary>
    Sig,
    /// <summary>Receives message keys.</summary>
    Enc,
    /// <summary>Speaks TLS, as server or client.</summary>
    Tls,
    /// <summary>Signs OCSP answers.</summary>
    Ocsp,
}

/// <summary>
/// Whom a certificate names: a user's device, the user's recovery key, the user as a TLS client; or this installation itself, as a TLS
/// server or as the signer of its OCSP answers.
/// </summary>
/// <param name="User">Empty: the installation.</param>
/// <param name="Device">A lower-case uuid, <see cref="Recovery"/>, or what the key is instead of a device's.</param>
public readonly record struct KeyOwner(Guid User, string Device)
{
    /// <summary>Stands in the place of the device id in recovery certificates.</summary>
    public const string Recovery = "recovery";

    internal const string TlsClientRole = "tls-client";
    private const string TlsServerRole = "tls-server:";
    private const string OcspRole = "ocsp";

    internal static KeyOwner OcspSigner => new(Guid.Empty, OcspRole);

    /// <summary>The user, wherever the key lives; no device.</summary>
    internal static KeyOwner TlsClient(Guid user) => new(user, TlsClientRole);

    /// <summary>The server of exactly these names; under others it needs another key.</summary>
    internal static KeyOwner TlsServer(ServerNames names) => new(Guid.Empty, TlsServerRole + names.Digest);

    public bool IsRecovery => Device == Recovery;

    internal bool IsTlsClient => Device == TlsClientRole;

    /// <summary>A device, which has a chain to be in, and no recovery pair.</summary>
    internal bool IsBrowser => IsDevice(Device) && !IsRecovery;

    /// <summary>
    /// The subjectAltName: <c>urn:blazorchat:user:&lt;uuid&gt;:device:&lt;uuid|recovery&gt;</c>, of a TLS client only <c>urn:blazorchat:user:&lt;uuid&gt;</c>.
    /// A server is named by its DNS names and addresses instead, the signer of OCSP answers by none.
    /// </summary>
    public string Uri => IsTlsClient ? $"urn:blazorchat:user:{User:D}" : $"urn:blazorchat:user:{User:D}:device:{Device}";

    internal static bool IsDevice(string device) =>
        device == Recovery || (Guid.TryParseExact(device, "D", out var id) && id.ToString("D") == device);
}
