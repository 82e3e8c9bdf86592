using BlazorChat.Pki.Revocation;

namespace BlazorChat.Pki.Catalogue;

/// <summary>Everything about one certificate.</summary>
/// <param name="Listed">What lists show of it.</param>
/// <param name="Subject">Its distinguished name, in the order it is read.</param>
/// <param name="KeyBits">Of its RSA key.</param>
/// <param name="KeyFingerprint">SHA-256 of the key as SubjectPublicKeyInfo, upper-case hex.</param>
/// <param name="Extensions">In the order of the certificate.</param>
/// <param name="Chain">The issuing CA, then the root; empty if the issuing CA is not among those in the folder.</param>
/// <param name="Siblings">How many certificates its key has, this one included: they stand and fall together.</param>
/// <param name="History">Of it and its key, the newest first, at most <see cref="MaxHistory"/>.</param>
/// <param name="List">The number of the newest published list.</param>
/// <param name="InList">What that list says of it.</param>
/// <param name="Ocsp">What the responder of this host says of it now.</param>
public sealed record CertificateDetails(
    ListedCertificate Listed, string Subject, int KeyBits, string KeyFingerprint, IReadOnlyList<ExtensionFact> Extensions, IReadOnlyList<ChainLink> Chain,
    int Siblings, IReadOnlyList<HistoryEntry> History, long List, KeyStatus InList, OcspSays Ocsp, ReadOnlyMemory<byte> Der)
{
    public const int MaxHistory = 200;
}

/// <param name="PublishedAs">Its name under <c>/pki/</c>.</param>
public sealed record ChainLink(string Name, string Fingerprint, DateTimeOffset NotAfter, string PublishedAs);

/// <summary>An extension (RFC 5280 4.2).</summary>
/// <param name="Oid">Its type.</param>
/// <param name="Values">What it says, each a word of its standard, an address or a number; of one that is not known, its value in hex.</param>
public sealed record ExtensionFact(string Oid, ExtensionKind Kind, bool Critical, IReadOnlyList<string> Values);

public enum ExtensionKind
{
    Unknown,
    KeyUsage,
    Purpose,
    Names,
    KeyIdentifier,
    IssuerKeyIdentifier,
    RevocationList,
    Issuer,
    NoAuthority,
    NoRevocationCheck,
}

/// <summary>A row of the ledger about a certificate.</summary>
/// <param name="Act">Such as <c>Issue</c>, <c>Revoke</c>.</param>
/// <param name="Actor"><c>system</c>, <c>host</c> or <c>user:</c> and an id.</param>
/// <param name="Serial">The certificate it is about; null: the key, and so all of its certificates.</param>
public sealed record HistoryEntry(long Seq, DateTimeOffset At, string Act, string Actor, string? Reason, string? Serial);

/// <summary>What OCSP says.</summary>
public enum OcspSays
{
    Good,
    Revoked,

    /// <summary>No answer can be signed now, or the responder does not answer for this issuing CA any more.</summary>
    Nothing,
}
