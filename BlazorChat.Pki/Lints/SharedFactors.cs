using System.Numerics;

namespace BlazorChat.Pki.Lints;

/// <summary>
/// Which of many moduli have a prime in common, for little more than the price of multiplying them (Bernstein, "How to find smooth parts of
/// integers", 2004; found in the wild by Heninger and others, "Mining Your Ps and Qs", 2012). Who has both moduli has both private keys.
/// </summary>
internal static class SharedFactors
{
    /// <summary>Pairs inside one block, the smaller index first.</summary>
    public static IEnumerable<(int First, int Second)> Within(ProductTree block)
    {
        var remainders = block.Remainders(block.Root, ofSquares: true);
        for (var i = 0; i < remainders.Length; i++)
            if (Share(block.Leaves[i], remainders[i] / block.Leaves[i])) // the product of all the others, modulo this one
                for (var j = i + 1; j < block.Leaves.Count; j++)
                    if (Share(block.Leaves[i], block.Leaves[j]))
                        yield return (i, j);
    }

    /// <summary>Pairs of one of ours and one of theirs.</summary>
    public static IEnumerable<(int Ours, int Theirs)> Between(ProductTree ours, ProductTree theirs)
    {
        var remainders = ours.Remainders(theirs.Root);
        for (var i = 0; i < remainders.Length; i++)
            if (Share(ours.Leaves[i], remainders[i]))
                for (var j = 0; j < theirs.Leaves.Count; j++)
                    if (Share(ours.Leaves[i], theirs.Leaves[j]))
                        yield return (i, j);
    }

    private static bool Share(BigInteger one, BigInteger other) => !BigInteger.GreatestCommonDivisor(one, other).IsOne;
}
