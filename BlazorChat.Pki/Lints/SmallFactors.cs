using System.Numerics;

namespace BlazorChat.Pki.Lints;

/// <summary>Whether a prime below 752 divides a modulus, 2 included: one gcd with the product of all of them.</summary>
internal static class SmallFactors
{
    private const int Bound = 752; // NIST SP 800-89 5.3.3, and what public authorities do; up to 8192 it takes ten times as long
    private static readonly BigInteger Product = ProductTree.Of([.. Primes().Select(prime => new BigInteger(prime))]).Root;

    public static bool Divide(BigInteger modulus) => !BigInteger.GreatestCommonDivisor(modulus, Product % modulus).IsOne;

    /// <summary>Eratosthenes.</summary>
    private static IEnumerable<int> Primes()
    {
        var composite = new bool[Bound];
        for (var candidate = 2; candidate < Bound; candidate++)
        {
            if (composite[candidate])
                continue;
            yield return candidate;
            for (var multiple = candidate * candidate; multiple < Bound; multiple += candidate)
                composite[multiple] = true;
        }
    }
}
