namespace BlazorChat.Pki.Certificates;

/// <summary>What a key is for. The two never mix.</summary>
public enum KeyUse
{
    Sig,
    Enc,
}

/// <summary>Whom a certificate names: a user's device, or the user's recovery key.</summary>
/// <param name="Device">A lower-case uuid, or <see cref="Recovery"/>.</param>
public readonly record struct KeyOwner(Guid User, string Device)
{
    /// <summary>Stands in the place of the device id in recovery certificates.</summary>
    public const string Recovery = "recovery";

    public bool IsRecovery => Device == Recovery;

    /// <summary>The subjectAltName: <c>urn:blazorchat:user:&lt;uuid&gt;:device:&lt;uuid|recovery&gt;</c>.</summary>
    public string Uri => $"urn:blazorchat:user:{User:D}:device:{Device}";

    internal static bool IsDevice(string device) =>
        device == Recovery || (Guid.TryParseExact(device, "D", out var id) && id.ToString("D") == device);
}
