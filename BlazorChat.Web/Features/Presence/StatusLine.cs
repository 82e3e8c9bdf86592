using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using BlazorChat.Directories.Embedded;

namespace BlazorChat.Web.Features.Presence;

/// <summary>
/// The line of text somebody shows beside their name: one line in NFC of at most <see cref="MaxLength"/> characters as a reader counts them. Refused
/// is what a reader does not see or what turns the text around it: controls, line ends, bidirectional and other formats, stacks of accents.
/// </summary>
internal static class StatusLine
{
    public const int MaxLength = 80;

    /// <summary>UTF-16 units: 80 families of four are more than anybody needs.</summary>
    public const int MaxUnits = 320;

    public const string TooLong = "line-too-long";
    public const string Characters = "line-characters";

    private const int MaxTypedUnits = 4096; // beyond it nothing is normalised or counted

    /// <summary>Visible as a gap, or holding a character together: no-break spaces of French, joiners of emoji and Persian, how an emoji is drawn,
    /// the keycap of 1️⃣.</summary>
    private static readonly HashSet<int> Allowed = [0x00A0, 0x202F, 0x200C, 0x200D, 0xFE0E, 0xFE0F, 0x20E3];

    /// <param name="typed">What was typed; null or blank: no line.</param>
    /// <param name="line">As it is kept; null: none.</param>
    /// <param name="refusal">Why it is no line, as a code of the API.</param>
    public static bool TryParse(string? typed, out string? line, [NotNullWhen(false)] out string? refusal)
    {
        (line, refusal) = (null, null);
        if (string.IsNullOrEmpty(typed))
            return true;
        if (typed.Length > MaxTypedUnits)
            refusal = TooLong;
        else if (!DisplayNameRules.IsUnicode(typed))
            refusal = Characters;
        if (refusal is not null)
            return false;
        var tidy = string.Join(' ', typed.Normalize(NormalizationForm.FormC).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (tidy.Length == 0)
            return true;
        refusal = Refuse(tidy);
        line = refusal is null ? tidy : null;
        return refusal is null;
    }

    private static string? Refuse(string line)
    {
        if (line.Length > MaxUnits || new StringInfo(line).LengthInTextElements > MaxLength)
            return TooLong;
        var runes = line.EnumerateRunes();
        if (!runes.All(rune => Allowed.Contains(rune.Value) || DisplayNameRules.IsVisible(rune)) || DisplayNameRules.StacksMarks(line))
            return Characters;
        return runes.Any(rune => !Allowed.Contains(rune.Value)) ? null : Characters;
    }
}
