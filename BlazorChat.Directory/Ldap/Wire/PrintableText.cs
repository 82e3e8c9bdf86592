using System.Globalization;
using System.Text;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>What others wrote, as it may stand in a log, on a page or at a terminal: no second line, nothing that moves a cursor or turns a
/// line around, and not any length.</summary>
internal static class PrintableText
{
    private const int MaxLength = 300;

    public static string Of(string text)
    {
        var printable = string.Concat(text.EnumerateRunes().Where(rune => Rune.GetUnicodeCategory(rune) is not
            (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)));
        return printable.Length <= MaxLength ? printable : printable[..MaxLength] + "…";
    }
}
