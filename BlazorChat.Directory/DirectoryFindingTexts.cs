using System.Globalization;
using System.Resources;

namespace BlazorChat.Directories;

/// <summary>Names the resources DirectoryFindingTexts.resx and DirectoryFindingTexts.fr.resx beside it: a sentence for every
/// <see cref="DirectoryFinding"/>. Logs have it in English, pages in the language of who reads them.</summary>
public static class DirectoryFindingTexts
{
    /// <summary>The one text that is no finding's.</summary>
    public const string AtServerText = "AtServer";

    private static readonly ResourceManager Texts = new(typeof(DirectoryFindingTexts));

    /// <param name="finding">What is the case.</param>
    /// <param name="details">In the finding's order; what a server left empty is left out with the mark before it.</param>
    /// <param name="culture">Invariant: in English.</param>
    public static string Sentence(DirectoryFinding finding, IReadOnlyList<string> details, CultureInfo culture)
    {
        var text = Texts.GetString($"{finding}", culture) ?? throw new MissingManifestResourceException($"{finding} has no sentence.");
        for (var i = 0; i < details.Count; i++)
        {
            if (details[i].Length == 0)
                text = text.Replace($"\u00A0: {{{i}}})", ")", StringComparison.Ordinal).Replace($": {{{i}}})", ")", StringComparison.Ordinal).Replace($" ({{{i}}})", "", StringComparison.Ordinal);
        }
        return string.Format(culture, text, [.. details]);
    }

    /// <summary>Of which server a sentence speaks; languages set their colons differently.</summary>
    internal static string AtServer(string server, string sentence, CultureInfo culture) => string.Format(culture, Texts.GetString(AtServerText, culture)!, server, sentence);
}
