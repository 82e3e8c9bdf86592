using BlazorChat.Pki.Catalogue;

namespace BlazorChat.Pki.Issuance;

/// <summary>A request that waits, taken apart for the administrator who decides. The request chooses nothing but its key.</summary>
/// <param name="Subject">The common name that its certificates would have.</param>
/// <param name="Names">The names beside it (subjectAltName) that they would have.</param>
/// <param name="Keys">Of a program one, of a device two. Empty: the requests were not kept, or what was kept cannot be read.</param>
public sealed record RequestDetails(string Subject, IReadOnlyList<string> Names, IReadOnlyList<RequestedKey> Keys);

/// <summary>One PKCS#10 request (RFC 2986).</summary>
/// <param name="Profile">What its certificate would be for.</param>
/// <param name="Lifetime">How long it would last.</param>
/// <param name="Subject">The distinguished name that the request says; empty: none.</param>
/// <param name="KeyBits">Of its RSA key.</param>
/// <param name="KeyFingerprint">SHA-256 of the key as SubjectPublicKeyInfo, upper-case hex.</param>
/// <param name="Algorithm">What signs it, by the name in its standard; null: none that is taken.</param>
/// <param name="Extensions">What it asks for.</param>
/// <param name="Findings">Every rule of <see cref="RequestRule"/>, in its order.</param>
/// <param name="Der">As it came.</param>
public sealed record RequestedKey(
    CertificateProfile Profile, TimeSpan Lifetime, string Subject, int KeyBits, string KeyFingerprint, string? Algorithm,
    IReadOnlyList<ExtensionFact> Extensions, IReadOnlyList<RequestFinding> Findings, ReadOnlyMemory<byte> Der);

/// <summary>Whether a rule holds at this moment.</summary>
/// <param name="Broken">What breaks it: of <see cref="RequestRule.NotWeak"/> the name of the weakness, of <see cref="RequestRule.Free"/> one of
/// <see cref="IssueRefusal"/>; null: it holds, or there is no more to say.</param>
public readonly record struct RequestFinding(RequestRule Rule, bool Holds, string? Broken = null);

public enum RequestRule
{
    /// <summary>The keys that are shown are those that an approval is about.</summary>
    Same,

    /// <summary>Who asks holds the private key (RFC 2986 4.2).</summary>
    Signed,

    /// <summary>Size and exponent are those of the profile.</summary>
    Strong,

    /// <summary>Nobody can break the key by a way that is known: small factors, ROCA, close primes.</summary>
    NotWeak,

    /// <summary>It asks for nothing that the profile does not give.</summary>
    Modest,

    /// <summary>The key is nobody else's and for nothing else, and neither revoked nor on hold; the device has no other keys.</summary>
    Free,
}
