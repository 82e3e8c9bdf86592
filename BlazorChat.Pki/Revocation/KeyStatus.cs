namespace BlazorChat.Pki.Revocation;

public enum KeyState
{
    Good,
    Held,
    Revoked,
}

/// <summary>What the newest CRL says of a key.</summary>
/// <param name="Since">When it was revoked or first put on hold; null while good.</param>
/// <param name="Reason">Why it was revoked; null unless revoked.</param>
public readonly record struct KeyStatus(KeyState State, DateTimeOffset? Since, RevocationReason? Reason)
{
    private const int CertificateHold = 6;

    public static KeyStatus Good => default;

    /// <summary>CRLReason of a key that is not good, as RFC 5280 5.3.1 numbers it; 0: unspecified, which is left out where it would stand.</summary>
    internal int ReasonCode => State == KeyState.Held ? CertificateHold : (int)(Reason ?? RevocationReason.Unspecified);
}
