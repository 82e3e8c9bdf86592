using System.Numerics;

namespace BlazorChat.Pki.Lints;

/// <summary>Whether a prime below 752 divides a modulus, 2 included: a word of them at a time.</summary>
internal static class SmallFactors
{
    private const int Bound = 752; // NIST SP 800-89 5.3.3, and what public authorities do; up to 8192 it takes ten times as long

    /// <summary>Primes whose product fits in 32 bits, with it: what remains modulo the product says what remains modulo each.</summary>
    private static readonly (uint Product, uint[] Primes)[] Words = [.. Grouped()];

    /// <summary>Of all of them, a third as long as a modulus.</summary>
    private static readonly BigInteger All = Words.Aggregate(BigInteger.One, (product, word) => product * word.Product);

    public static bool Divide(BigInteger modulus)
    {
        var restOfAll = modulus % All;
        return Array.Exists(Words, word =>
        {
            var rest = (uint)(restOfAll % word.Product);
            return Array.Exists(word.Primes, prime => rest % prime == 0);
        });
    }

    private static IEnumerable<(uint, uint[])> Grouped()
    {
        var (product, group) = (1u, new List<uint>());
        foreach (var prime in Primes())
        {
            if ((ulong)product * prime > uint.MaxValue)
            {
                yield return (product, [.. group]);
                (product, group) = (1u, []);
            }
            product *= prime;
            group.Add(prime);
        }
        yield return (product, [.. group]);
    }

    /// <summary>Eratosthenes.</summary>
    private static IEnumerable<uint> Primes()
    {
        var composite = new bool[Bound];
        for (var candidate = 2u; candidate < Bound; candidate++)
        {
            if (composite[candidate])
                continue;
            yield return candidate;
            for (var multiple = candidate * candidate; multiple < Bound; multiple += candidate)
                composite[multiple] = true;
        }
    }
}
