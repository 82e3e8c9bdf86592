namespace BlazorChat.Web.Features.Accounts;

/// <summary>Names the resources DirectoryTestTexts.resx and DirectoryTestTexts.fr.resx beside it: the words around what the test of the
/// directory found, for the command and for the page. The findings themselves are sentences of the directory.</summary>
public sealed class DirectoryTestTexts
{
    private DirectoryTestTexts() { }
}
