using System.Numerics;
using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Lints;

/// <summary>
/// The key itself. A public key does not show that it is good; it shows some ways of being bad, those of generators that were found to
/// be broken and of people who make keys by hand.
/// </summary>
internal static class KeyLints
{
    private static readonly (string Name, string Clause, string Broken, Func<BigInteger, bool> IsIn)[] Weaknesses =
    [
        ("small factors", "NIST SP 800-89 5.3.3", "The modulus has a small factor, so everybody can break it. Make a new key, with another program.", SmallFactors.Divide),
        ("ROCA", "CVE-2017-15361", "The key was made by a chip or library whose keys can be broken (ROCA). Make a new key, with another program.", Roca.MarkIsOn),
        ("close primes", "CVE-2022-26320", "The two primes lie so near to each other that everybody can find them. Make a new key, with another program.", ClosePrimes.Divide),
    ];

    public static IReadOnlyList<Lint> All { get; } =
    [
        new("key size", "NIST SP 800-57 part 1", "The key is not RSA of a size that the profile allows.",
            lint => lint.Key is { } key && key.HasBits(lint.Meant.Profile.MinKeyBits, lint.Meant.Profile.MaxKeyBits)),
        new("exponent", "NIST SP 800-56B 6.2", "The exponent is not 65537.", lint => lint.Key!.HasUsualExponent),
        new("own key", "one owner a key", "The key is that of the issuing CA.", lint => !lint.Certificate.PublicKey.Span.SequenceEqual(lint.Issuer.PublicKey)),
        .. Weaknesses.Select(weakness => new Lint(weakness.Name, weakness.Clause, weakness.Broken, lint => !weakness.IsIn(lint.Key!.Modulus))),
    ];

    /// <summary>By which of the known ways everybody can break the key; null: by none of them.</summary>
    public static string? WeaknessOf(RsaPublicKey key) => Array.Find(Weaknesses, weakness => weakness.IsIn(key.Modulus)).Name;
}
