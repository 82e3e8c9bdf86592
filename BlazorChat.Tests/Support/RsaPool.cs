using System.Numerics;
using System.Security.Cryptography;

namespace BlazorChat.Tests.Support;

/// <summary>
/// Many RSA-3072 keys for the price of a few: each pair of the primes of sixteen real keys makes another key. Good for tests
/// only, since whoever compares two of them finds the factor they share.
/// </summary>
internal static class RsaPool
{
    private const int Generated = 16;
    private static readonly Lazy<RSAParameters[]> Keys = new(() => Make(Generated));
    private static readonly Lazy<RSAParameters[]> Real = new(() => [.. ParallelEnumerable.Range(0, 4).Select(_ =>
    {
        using var key = RSA.Create(3072);
        return key.ExportParameters(includePrivateParameters: true);
    })]);
    private const int ForAuthorities = 32; // a ceremony takes several, and none may come twice in one hierarchy
    private const int Cycled = 232;
    private static int next = -1;
    private static int nextCa = -1;

    /// <summary>
    /// A key that no other device of this authority has: they come again only after more of them than any test's authority certifies, since
    /// making a new one for each test took a quarter of the run.
    /// </summary>
    public static RSA Next() => RSA.Create(Keys.Value[ForAuthorities + ((uint)Interlocked.Increment(ref next) % Cycled)]);

    /// <summary>The key of this number, from 0 to 231: for those that count their own keys. None of them is ever given by <see cref="Next"/>.</summary>
    public static RSA At(int number) => RSA.Create(Keys.Value[ForAuthorities + Cycled + number]);

    /// <summary>One of a few keys for CAs: two in a row differ, and none is ever a device's.</summary>
    public static RSA NextCa() => RSA.Create(Keys.Value[(uint)Interlocked.Increment(ref nextCa) % ForAuthorities]);

    /// <summary>
    /// One of the generated keys themselves, so that no two of these have a prime in common; not one that <see cref="Next"/> gave or will give.
    /// </summary>
    public static (RSA Key, BigInteger P) Disjoint(int index)
    {
        var parameters = Real.Value[index];
        return (RSA.Create(parameters), Number(parameters.P!));
    }

    /// <summary>All keys that the primes of so many generated ones give: n (2n - 1).</summary>
    public static RSAParameters[] Make(int generated)
    {
        var primes = ParallelEnumerable.Range(0, generated).SelectMany(_ =>
        {
            using var key = RSA.Create(3072);
            var parameters = key.ExportParameters(includePrivateParameters: true);
            return new[] { Number(parameters.P!), Number(parameters.Q!) };
        }).ToList();
        return [.. from i in Enumerable.Range(0, primes.Count) from j in Enumerable.Range(0, i) select Combine(primes[i], primes[j])];
    }

    /// <summary>The key of these two primes, each of 1536 bits.</summary>
    public static RSAParameters Combine(BigInteger p, BigInteger q)
    {
        var e = new BigInteger(65537);
        var d = Inverse(e, (p - 1) * (q - 1));
        return new RSAParameters
        {
            Modulus = Bytes(p * q, 384),
            Exponent = [1, 0, 1],
            D = Bytes(d, 384),
            P = Bytes(p, 192),
            Q = Bytes(q, 192),
            DP = Bytes(d % (p - 1), 192),
            DQ = Bytes(d % (q - 1), 192),
            InverseQ = Bytes(Inverse(q, p), 192),
        };
    }

    private static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        var (r, next, x, y) = (value, modulus, BigInteger.One, BigInteger.Zero);
        while (next != 0)
            (r, next, x, y) = (next, r % next, y, x - (r / next * y));
        return ((x % modulus) + modulus) % modulus;
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger value, int length)
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - bytes.Length], .. bytes];
    }
}
