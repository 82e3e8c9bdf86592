using System.Globalization;

namespace BlazorChat.Directories;

/// <summary>Why the directory could not be used, without secrets and without what somebody typed.</summary>
/// <param name="Server">Its address, as in the settings; null: not one server's fault.</param>
/// <param name="Finding">What is the case.</param>
/// <param name="Details">What the sentence of the finding names, in its order.</param>
public sealed record DirectoryFault(string? Server, DirectoryFinding Finding, IReadOnlyList<string> Details)
{
    /// <summary>With the remedy, for the log (invariant: in English) and the administrator.</summary>
    public string Sentence(CultureInfo culture)
    {
        var sentence = DirectoryFindingTexts.Sentence(Finding, Details, culture);
        return Server is null ? sentence : DirectoryFindingTexts.AtServer(Server, sentence, culture);
    }
}
