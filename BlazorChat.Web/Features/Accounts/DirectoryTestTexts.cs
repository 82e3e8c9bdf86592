using BlazorChat.Directories;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Names the resources DirectoryTestTexts.resx and DirectoryTestTexts.fr.resx beside it: what each step of the test of the
/// directory found, for the command and for the page.</summary>
public sealed class DirectoryTestTexts
{
    private DirectoryTestTexts() { }

    /// <summary>What was found, and the remedy where it is wrong.</summary>
    public static string Sentence(IStringLocalizer<DirectoryTestTexts> texts, DirectoryTestResult result) => texts[$"{result.Finding}", [.. result.Details]];
}
