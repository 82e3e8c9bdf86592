using System.Globalization;
using System.Text;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// A name fit for a subject: what a certificate shows must be what it says, so no controls, no invisible or
/// direction-changing characters, no unassigned ones.
/// </summary>
internal static class CommonName
{
    public const int MaxLength = 64; // RFC 5280 appendix A: ub-common-name

    /// <param name="otherwise">Taken when nothing visible is left.</param>
    public static string Sanitise(string name, string otherwise)
    {
        var clean = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            var kept = Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => " ",
                UnicodeCategory.Control when Rune.IsWhiteSpace(rune) => " ",
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                    or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => "",
                _ when rune == Rune.ReplacementChar => "",
                _ => rune.ToString(),
            };
            if (kept != " " || (clean.Length > 0 && clean[^1] != ' '))
                clean.Append(kept);
        }
        var text = Cut(clean.ToString().Normalize(NormalizationForm.FormC)).Trim();
        return text.Length > 0 ? text : otherwise;
    }

    private static string Cut(string text)
    {
        if (text.Length <= MaxLength)
            return text;
        var end = 0;
        while (end + StringInfo.GetNextTextElementLength(text, end) is var next && next <= MaxLength)
            end = next;
        // One text element may be longer than all that is allowed: a letter under a heap of marks.
        return end > 0 ? text[..end] : text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
    }
}
