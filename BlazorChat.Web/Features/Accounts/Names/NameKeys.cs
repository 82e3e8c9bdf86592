using System.Text;
using BlazorChat.Directories.Embedded;
using static System.Globalization.UnicodeCategory;

namespace BlazorChat.Web.Features.Accounts.Names;

/// <summary>
/// What a name looks like: two names are look-alikes where they have a key in common. A key is the skeleton of UTS 39 (4), after the steps it
/// recommends for names (NFKC, nothing that cannot be seen), without case, and of letters, digits and marks only: a dot, a tick or a picture makes
/// no other name.
/// </summary>
/// <param name="AsWritten">Look-alikes first, then case: a capital I is an l, so that PauI is Paul.</param>
/// <param name="Folded">Case first, then look-alikes: so that IDA is Ida.</param>
internal readonly record struct NameKeys(string AsWritten, string Folded)
{
    private const int MostRounds = 4; // a mapping may bring a letter that is mapped itself; in the data of today two rounds suffice

    public IEnumerable<string> All => AsWritten == Folded ? [AsWritten] : [AsWritten, Folded];

    public static NameKeys Of(string name)
    {
        var seen = Seen(name);
        var turns = TurnsBothWays(seen);
        return new(Settle(Fold(LookAlikeTable.Map(seen)), turns), Settle(Fold(seen), turns));
    }

    /// <summary>What there is to see, and compatible characters (fullwidth, ligatures, mathematical ones) as what they stand for.</summary>
    private static string Seen(string name)
    {
        if (Ascii.IsValid(name))
            return name;
        // A directory may hold anything, halves of surrogate pairs included: enumerated as runes those are U+FFFD, which is not visible.
        var visible = string.Concat(name.EnumerateRunes().Where(rune => Rune.IsWhiteSpace(rune) || DisplayNameRules.IsVisible(rune)));
        return visible.Normalize(NormalizationForm.FormKC);
    }

    private static string Settle(string text, bool turns)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var next = Fold(LookAlikeTable.Map(text));
            if (next == text)
                break;
            text = next;
        }
        return Essence(text, turns);
    }

    /// <summary>Simple folding by both cases, which also joins the two sigmas; then what they miss: the sharp s, and the dot of the Turkish I.</summary>
    private static string Fold(string text)
    {
        var folded = text.Normalize(NormalizationForm.FormD).ToUpperInvariant().ToLowerInvariant();
        return Ascii.IsValid(folded) ? folded : folded.Replace("ß", "ss", StringComparison.Ordinal).Replace("i\u0307", "i", StringComparison.Ordinal);
    }

    /// <param name="text">Mapped and folded.</param>
    /// <param name="turns">With words of both directions the order one sees depends on the first: all orders count as one.</param>
    private static string Essence(string text, bool turns)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (turns)
            Array.Sort(words, StringComparer.Ordinal);
        var whole = string.Concat(words);
        var letters = string.Concat(whole.EnumerateRunes().Where(rune => Rune.IsLetterOrDigit(rune) || Rune.IsNumber(rune) || IsMark(rune)));
        return letters.Length > 0 ? letters : whole;
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is NonSpacingMark or SpacingCombiningMark;

    private static bool TurnsBothWays(string text) =>
        !Ascii.IsValid(text) && text.EnumerateRunes().Any(IsRightToLeft) && text.EnumerateRunes().Any(rune => Rune.IsLetter(rune) && !IsRightToLeft(rune));

    /// <summary>The blocks whose letters run from the right (DerivedBidiClass.txt).</summary>
    private static bool IsRightToLeft(Rune rune) =>
        rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
}
