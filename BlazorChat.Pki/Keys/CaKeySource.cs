using System.Security.Cryptography;

namespace BlazorChat.Pki.Keys;

/// <summary>Where new CA keys come from and how dearly they are locked away.</summary>
/// <param name="Rounds">Of PBKDF2 at encryption; the file says how many it had.</param>
internal sealed record CaKeySource(Func<RSA> Create, int Rounds = CaKeySource.PassphraseRounds)
{
    // NIST SP 800-57: 128 bits of strength, fit for the life of a root.
    public const int KeyBits = 3072;

    public const int PassphraseRounds = 210_000; // OWASP for PBKDF2-HMAC-SHA512; the same count as recovery blobs

    public static CaKeySource Fresh { get; } = new(() => RSA.Create(KeyBits));
}
