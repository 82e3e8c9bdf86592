using System.Globalization;
using System.Text;

namespace BlazorChat.Directories.Embedded;

/// <summary>
/// A display name: any script, 2 to 40 characters as a reader counts them, at least one letter or digit, in NFC, words
/// parted by single spaces. Refused is what a reader cannot see or what makes one name look like another: control, format
/// and bidirectional characters, zero-width and blank ones, stacks of accents, words that mix Latin, Greek and Cyrillic.
/// </summary>
public static class DisplayNameRules
{
    public const int MinLength = 2;
    public const int MaxLength = 40;
    public const int MaxCodePoints = 64; // RFC 5280 Appendix A.1, ub-common-name: the name is the CN of the person's certificates
    private const int MaxMarksInARow = 4; // more than any living orthography stacks in NFC
    private const int MaxTypedLength = 1024; // beyond it nothing is normalised or counted

    /// <summary>The name as it is stored and shown, or why it cannot be one.</summary>
    public static (string? Name, RegistrationRefusal? Refusal) Parse(string? typed) => Parse(typed, MinLength, MaxLength, MaxCodePoints);

    /// <summary>The same for the name of something else, which has other bounds.</summary>
    public static (string? Name, RegistrationRefusal? Refusal) Parse(string? typed, int minLength, int maxLength, int maxCodePoints)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return (null, RegistrationRefusal.Missing);
        var (name, refusal) = ParseLine(typed, maxLength, maxCodePoints);
        refusal ??= Refuse(name!, minLength);
        return refusal is null ? (name, null) : (null, refusal);
    }

    /// <summary>A line of text of the same characters, which names nothing: it may be empty, and mix alphabets.</summary>
    public static (string? Line, RegistrationRefusal? Refusal) ParseLine(string typed, int maxLength, int maxCodePoints)
    {
        if (typed.Length > MaxTypedLength)
            return (null, RegistrationRefusal.TooLong);
        if (!IsUnicode(typed))
            return (null, RegistrationRefusal.NotAllowedCharacters);
        var line = string.Join(' ', typed.Normalize(NormalizationForm.FormC).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (!line.EnumerateRunes().All(IsVisible) || StacksMarks(line))
            return (null, RegistrationRefusal.NotAllowedCharacters);
        return Length(line) > maxLength || line.EnumerateRunes().Count() > maxCodePoints ? (null, RegistrationRefusal.TooLong) : (line, null);
    }

    private static RegistrationRefusal? Refuse(string name, int minLength)
    {
        if (Length(name) < minLength)
            return RegistrationRefusal.TooShort;
        if (!name.EnumerateRunes().Any(Rune.IsLetterOrDigit))
            return RegistrationRefusal.NoLetter;
        return name.Split(' ', '-').Any(LookAlikes.MixesAlphabets) ? RegistrationRefusal.MixedAlphabets : null;
    }

    private static int Length(string text) => new StringInfo(text).LengthInTextElements;

    /// <summary>Whether no half of a pair stands alone.</summary>
    public static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return false;
            i++;
        }
        return true;
    }

    /// <summary>Whether a reader sees it, as itself.</summary>
    public static bool IsVisible(Rune rune) => rune.Value == ' ' || (!LookAlikes.IsBlank(rune) && Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.EnclosingMark));

    /// <summary>Whether accents stand on accents as no language writes them.</summary>
    public static bool StacksMarks(string name)
    {
        var marks = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            marks = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark ? marks + 1 : 0;
            if (marks > MaxMarksInARow)
                return true;
        }
        return false;
    }
}
