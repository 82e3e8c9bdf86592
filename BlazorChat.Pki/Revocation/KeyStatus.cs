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
    public static KeyStatus Good => default;
}
