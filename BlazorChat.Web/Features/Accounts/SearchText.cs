using System.Globalization;
using System.Text;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Names folded for searching: without case and accents, each word findable by its beginning.</summary>
internal readonly record struct SearchText
{
    private readonly string folded; // " word word word"

    public SearchText(params ReadOnlySpan<string?> names) => folded = Fold($" {string.Join(' ', names)}");

    public SearchMatch Match(string foldedQuery)
    {
        if (foldedQuery.Length == 0)
            return SearchMatch.Beginning;
        var at = folded.IndexOf(foldedQuery, StringComparison.Ordinal);
        if (at < 0)
            return SearchMatch.None;
        while (at >= 0)
        {
            if (folded[at - 1] is ' ' or '-' or '.' or '_')
                return SearchMatch.Beginning;
            at = folded.IndexOf(foldedQuery, at + 1, StringComparison.Ordinal);
        }
        return SearchMatch.Inside;
    }

    public static string Fold(string text)
    {
        if (Ascii.IsValid(text))
            return text.ToUpperInvariant();
        string parts;
        try
        {
            parts = text.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            return text; // half of a surrogate pair: matches nothing
        }
        var letters = new StringBuilder(parts.Length);
        foreach (var c in parts)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
                letters.Append(char.ToUpperInvariant(c));
        }
        return letters.ToString();
    }
}

internal enum SearchMatch
{
    None,
    Inside,
    Beginning,
}
