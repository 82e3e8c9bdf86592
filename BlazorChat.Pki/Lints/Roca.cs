using System.Numerics;

namespace BlazorChat.Pki.Lints;

/// <summary>
/// The mark of the generator in Infineon's chips (Nemec and others, "The Return of Coppersmith's Attack", CCS 2017): its primes are powers
/// of 65537 modulo the product of the first primes, and so is the modulus modulo each of them. A good modulus has the mark by chance once in
/// some 2^27.
/// </summary>
internal static class Roca
{
    private const int Generator = 65537;

    /// <summary>Those of the first 39 primes modulo which not everything is a power of the generator.</summary>
    private static readonly (int Prime, bool[] IsPower)[] Marks =
        [.. new[] { 11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157 }.Select(prime => (prime, Powers(prime)))];

    public static bool MarkIsOn(BigInteger modulus) => Array.TrueForAll(Marks, mark => mark.IsPower[(int)(modulus % mark.Prime)]);

    private static bool[] Powers(int prime)
    {
        var powers = new bool[prime];
        for (var power = 1; !powers[power]; power = power * (Generator % prime) % prime)
            powers[power] = true;
        return powers;
    }
}
