using System.Text;

namespace BlazorChat.Directories.Embedded;

/// <summary>What the eye cannot tell apart, as far as single names go (after Unicode UTS 39).</summary>
internal static class LookAlikes
{
    private static readonly (int First, int Last, Alphabet Alphabet)[] Ranges =
    [
        (0x0041, 0x005A, Alphabet.Latin), (0x0061, 0x007A, Alphabet.Latin), (0x00C0, 0x024F, Alphabet.Latin),
        (0x0250, 0x02AF, Alphabet.Latin), (0x1E00, 0x1EFF, Alphabet.Latin), (0xA720, 0xA7FF, Alphabet.Latin), (0xFF21, 0xFF5A, Alphabet.Latin),
        (0x0370, 0x03FF, Alphabet.Greek), (0x1F00, 0x1FFF, Alphabet.Greek),
        (0x0400, 0x052F, Alphabet.Cyrillic), (0x1C80, 0x1C8F, Alphabet.Cyrillic), (0x2DE0, 0x2DFF, Alphabet.Cyrillic), (0xA640, 0xA69F, Alphabet.Cyrillic),
        (0x0530, 0x058F, Alphabet.Armenian),
        (0x13A0, 0x13FF, Alphabet.Cherokee), (0xAB70, 0xABBF, Alphabet.Cherokee),
        (0x1D400, 0x1D7FF, Alphabet.Mathematical),
    ];

    private enum Alphabet { Latin, Greek, Cyrillic, Armenian, Cherokee, Mathematical }

    /// <summary>UTS 39 5.2: one word with letters of more than one of the alphabets that share shapes.</summary>
    public static bool MixesAlphabets(string word) =>
        word.EnumerateRunes().Where(Rune.IsLetter).Select(AlphabetOf).Where(alphabet => alphabet is not null).Distinct().Skip(1).Any();

    /// <summary>Characters with nothing to see that are neither format characters nor separators
    /// (Default_Ignorable_Code_Point of DerivedCoreProperties.txt), the blanks, and the two replacement characters.</summary>
    public static bool IsBlank(Rune rune) => rune.Value is
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164 or 0xFFA0
        or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) or 0x2800 or 0xFFFC or 0xFFFD;

    private static Alphabet? AlphabetOf(Rune rune)
    {
        foreach (var (first, last, alphabet) in Ranges)
        {
            if (rune.Value >= first && rune.Value <= last)
                return alphabet;
        }
        return null;
    }
}
