namespace BlazorChat.Pki.Certificates;

/// <summary>A leaf that was issued, with what it says.</summary>
/// <param name="Kid">RFC 7638 SHA-256 thumbprint of the public JWK, base64url: 43 characters.</param>
/// <param name="Serial">Upper-case hex, 34 digits.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo, DER.</param>
/// <param name="Der">The certificate.</param>
public sealed record IssuedCertificate(
    string Kid,
    string Serial,
    KeyOwner Owner,
    KeyUse Use,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    ReadOnlyMemory<byte> PublicKey,
    ReadOnlyMemory<byte> Der)
{
    /// <summary>Who signed it, by its key identifier: another issuing CA may have taken over since.</summary>
    internal string Issuer { get; init; } = "";
}
