using BlazorChat.Pki.Crl;

namespace BlazorChat.Pki;

/// <summary>Facts about an opened authority that people should be able to see.</summary>
/// <param name="Created">Keys were made by this very start.</param>
/// <param name="Folder">Where the keys are.</param>
/// <param name="PassphraseFile">Where the passphrase was read from: a file, or words for the environment and the terminal.</param>
/// <param name="PassphraseGenerated">No Pki:PassphraseFile is set: the passphrase lies beside the keys it protects, so a copy of the folder is a copy of the keys.</param>
/// <param name="PublicUrl">The base of the addresses inside certificates.</param>
/// <param name="PublicUrlAssumed">Pki:PublicUrl is not set: the listening address was taken.</param>
/// <param name="RootFingerprint">SHA-256 of the root certificate, upper-case hex.</param>
/// <param name="RootKeyPresent">The root key lies on this host.</param>
public sealed record AuthorityDescription(
    bool Created,
    string Folder,
    string PassphraseFile,
    bool PassphraseGenerated,
    Uri PublicUrl,
    bool PublicUrlAssumed,
    string RootFingerprint,
    DateTimeOffset RootNotAfter,
    DateTimeOffset IssuingNotAfter,
    bool RootKeyPresent)
{
    /// <summary>Every root and issuing CA, oldest first: what ends when.</summary>
    public IReadOnlyList<CaDescription> Cas { get; init; } = [];
}

/// <summary>A CA of the hierarchy.</summary>
/// <param name="Name">Its distinguished name.</param>
/// <param name="Fingerprint">SHA-256 of its certificate, upper-case hex.</param>
/// <param name="InUse">The issuing CA that issues, or the root above it.</param>
/// <param name="KeyPresent">Its key is on this host: its list is signed anew in time.</param>
/// <param name="RevokedSince">Of an issuing CA.</param>
public sealed record CaDescription(string Name, string Fingerprint, bool IsRoot, bool InUse, DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool KeyPresent, DateTimeOffset? RevokedSince)
{
    /// <summary>By which it is published: <c>/pki/NAME.cer</c>, <c>.pem</c>, <c>.p7b</c>, <c>.crl</c>.</summary>
    public required string PublishedAs { get; init; }

    /// <summary>Of its key.</summary>
    public required int KeyBits { get; init; }

    /// <summary>Its newest revocation list; null: there is none, and of a root that its key must sign one.</summary>
    public PublishedCrl? List { get; init; }
}
