namespace BlazorChat.Pki;

/// <summary>Facts about an opened authority that people should be able to see.</summary>
/// <param name="Created">Keys were made by this very start.</param>
/// <param name="Folder">Where the keys are.</param>
/// <param name="PassphraseFile">Where the passphrase was read from.</param>
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
    bool RootKeyPresent);
