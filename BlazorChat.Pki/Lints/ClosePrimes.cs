using System.Numerics;

namespace BlazorChat.Pki.Lints;

/// <summary>
/// Fermat's factorisation for some rounds: if n = a² - b² with a just above the root of n, then n = (a - b)(a + b). Primes drawn at random
/// are never found so; those of generators that take the next prime after the first are, in the first round (Böck 2022).
/// </summary>
internal static class ClosePrimes
{
    private const int Rounds = 100; // as boulder does
    private const int Sieve = 64 * 3465 * 221; // 3465 = 9 · 5 · 7 · 11, 221 = 13 · 17: one number in 220 passes

    public static bool Divide(BigInteger modulus)
    {
        var a = CeilingOfRoot(modulus);
        // Residues go through the rounds: a² - n itself has thousands of bits and is only needed where it may be a square.
        var (square, root) = ((int)(((a * a) - modulus) % Sieve), (int)(a % Sieve));
        for (var round = 0; round < Rounds; round++)
        {
            if (SquaresOf64[square % 64] && SquaresOf3465[square % 3465] && SquaresOf221[square % 221] && IsSquare(BigInteger.Pow(a + round, 2) - modulus))
                return true;
            square = (square + (2 * root) + 1) % Sieve; // (a + 1)² - n
            root = (root + 1) % Sieve;
        }
        return false;
    }

    private static bool IsSquare(BigInteger value)
    {
        var root = CeilingOfRoot(value);
        return root * root == value;
    }

    private static readonly bool[] SquaresOf64 = Squares(64);
    private static readonly bool[] SquaresOf3465 = Squares(3465);
    private static readonly bool[] SquaresOf221 = Squares(221);

    private static bool[] Squares(int modulus)
    {
        var squares = new bool[modulus];
        for (var root = 0; root < modulus; root++)
            squares[root * root % modulus] = true;
        return squares;
    }

    private static BigInteger CeilingOfRoot(BigInteger value)
    {
        if (value.IsZero)
            return value;
        var root = FloorOfRoot(value);
        return root * root == value ? root : root + 1;
    }

    /// <summary>
    /// Newton's method with as many digits as are right by then, twice as many each time; too large by one at the most
    /// (the proof is M. Dickinson's, in CPython's <c>mathmodule.c</c>, isqrt).
    /// </summary>
    private static BigInteger FloorOfRoot(BigInteger value)
    {
        var bits = (int)(value.GetBitLength() - 1) / 2;
        var (root, digits) = (BigInteger.One, 0);
        for (var halvings = 31 - BitOperations.LeadingZeroCount((uint)bits); halvings >= 0; halvings--)
        {
            var before = digits;
            digits = bits >> halvings;
            root = (root << (digits - before - 1)) + ((value >> ((2 * bits) - before - digits + 1)) / root);
        }
        return root * root > value ? root - 1 : root;
    }
}
