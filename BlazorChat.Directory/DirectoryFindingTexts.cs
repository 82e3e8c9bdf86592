using System.Globalization;
using System.Resources;

namespace BlazorChat.Directories;

/// <summary>Names the resources DirectoryFindingTexts.resx and DirectoryFindingTexts.fr.resx beside it: a sentence for every
/// <see cref="DirectoryFinding"/>. Logs have it in English, pages in the language of who reads them.</summary>
public static class DirectoryFindingTexts
{
    private static readonly ResourceManager Texts = new(typeof(DirectoryFindingTexts));

    /// <param name="finding">What is the case.</param>
    /// <param name="details">In the finding's order.</param>
    /// <param name="culture">Invariant: in English.</param>
    public static string Sentence(DirectoryFinding finding, IReadOnlyList<string> details, CultureInfo culture) =>
        string.Format(culture, Texts.GetString($"{finding}", culture) ?? throw new MissingManifestResourceException($"{finding} has no sentence."), [.. details]);
}
