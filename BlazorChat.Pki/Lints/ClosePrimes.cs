using System.Numerics;

namespace BlazorChat.Pki.Lints;

/// <summary>
/// Fermat's factorisation for some rounds: if n = a² - b² with a just above the root of n, then n = (a - b)(a + b). Primes drawn at random
/// are never found so; those of generators that take the next prime after the first are, in the first round (Böck 2022).
/// </summary>
internal static class ClosePrimes
{
    private const int Rounds = 100; // as boulder does

    public static bool Divide(BigInteger modulus)
    {
        var a = CeilingOfRoot(modulus);
        var square = (a * a) - modulus;
        for (var round = 0; round < Rounds; round++, a++)
        {
            if (IsSquare(square))
                return true;
            square += (a << 1) + 1; // (a + 1)² - n
        }
        return false;
    }

    private static bool IsSquare(BigInteger value)
    {
        if (!MayBeSquare((int)(value & 63), 64) || !MayBeSquare((int)(value % 3465), 3465)) // 3465 = 9 · 5 · 7 · 11
            return false;
        var root = CeilingOfRoot(value);
        return root * root == value;
    }

    private static bool MayBeSquare(int residue, int modulus) => (modulus == 64 ? SquaresOf64 : SquaresOf3465)[residue];

    private static readonly bool[] SquaresOf64 = Squares(64);
    private static readonly bool[] SquaresOf3465 = Squares(3465);

    private static bool[] Squares(int modulus)
    {
        var squares = new bool[modulus];
        for (var root = 0; root < modulus; root++)
            squares[root * root % modulus] = true;
        return squares;
    }

    /// <summary>Newton's method from above, which only falls until it is there.</summary>
    private static BigInteger CeilingOfRoot(BigInteger value)
    {
        if (value.IsZero)
            return value;
        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while ((root + (value / root)) >> 1 is var next && next < root)
            root = next;
        return root * root == value ? root : root + 1;
    }
}
