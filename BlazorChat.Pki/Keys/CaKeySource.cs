using System.Security.Cryptography;

namespace BlazorChat.Pki.Keys;

/// <summary>Where new CA keys come from.</summary>
internal sealed record CaKeySource(Func<RSA> Create)
{
    // NIST SP 800-57: 128 bits of strength, fit for the life of a root.
    public const int KeyBits = 3072;

    public static CaKeySource Fresh { get; } = new(() => RSA.Create(KeyBits));
}
