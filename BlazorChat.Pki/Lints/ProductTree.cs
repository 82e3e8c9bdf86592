using System.Numerics;

namespace BlazorChat.Pki.Lints;

/// <summary>The product of many numbers, made by halves so that the large multiplications are of equal sizes, and the way back down.</summary>
internal sealed class ProductTree
{
    private readonly List<BigInteger[]> _levels;

    private ProductTree(List<BigInteger[]> levels) => _levels = levels;

    /// <summary>The numbers themselves.</summary>
    public IReadOnlyList<BigInteger> Leaves => _levels[0];

    /// <summary>The product of all.</summary>
    public BigInteger Root => _levels[^1][0];

    /// <param name="numbers">At least one.</param>
    public static ProductTree Of(BigInteger[] numbers)
    {
        if (numbers.Length == 0)
            throw new ArgumentException("A product needs a factor.", nameof(numbers));
        List<BigInteger[]> levels = [numbers];
        while (levels[^1] is { Length: > 1 } below)
            levels.Add([.. below.Chunk(2).Select(pair => pair.Length == 2 ? pair[0] * pair[1] : pair[0])]);
        return new ProductTree(levels);
    }

    /// <summary>The value modulo each leaf, or modulo its square (Bernstein, "How to find smooth parts of integers", 2004).</summary>
    public BigInteger[] Remainders(BigInteger value, bool ofSquares = false)
    {
        BigInteger[] above = [Reduce(value, Root)];
        for (var level = _levels.Count - 2; level >= 0; level--)
        {
            var nodes = _levels[level];
            var remainders = new BigInteger[nodes.Length];
            for (var i = 0; i < nodes.Length; i++)
                remainders[i] = Reduce(above[i / 2], nodes[i]);
            above = remainders;
        }
        return above;

        BigInteger Reduce(BigInteger number, BigInteger node) => number % (ofSquares ? node * node : node);
    }
}
