using System.Text.RegularExpressions;
using System.Xml.Linq;
using BlazorChat.Tests.Support;
using Shouldly;

namespace BlazorChat.Tests.Architecture;

/// <summary>
/// French puts a space before <c>; : ? !</c> and inside <c>« »</c>, at which no line may end. Ours is U+00A0 everywhere, also where a printer would
/// take the narrow U+202F: every font has it, and one rule is kept more easily than two. A colon or question mark inside an address, a setting or a time has none.
/// </summary>
public partial class FrenchTypographyTests
{
    private static readonly string[] Folders = ["BlazorChat.Directory", "BlazorChat.Pki", "BlazorChat.Web/Client/texts", "BlazorChat.Web/Features", "BlazorChat.Web/Operations", "BlazorChat.Web/Shell"];

    [Fact]
    public void No_line_of_a_French_text_can_end_before_its_punctuation()
    {
        var texts = Resources().Concat(ClientTexts()).ToList();
        texts.Count.ShouldBeGreaterThan(500);
        texts.Where(text => Wrong().IsMatch(text.Value)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Réessayez ; puis", true)]
    [InlineData("Pourquoi ?", true)]
    [InlineData("Le code :", true)]
    [InlineData("« oui »", true)]
    [InlineData("Réessayez\u202F; puis", true)]
    [InlineData("Pourquoi?", true)]
    [InlineData("Le code: 49", true)]
    [InlineData("Réessayez\u00A0; puis", false)]
    [InlineData("«\u00A0oui\u00A0»", false)]
    [InlineData("à 12:30, https://chat:5080/?a=b, Pki:Path, {0:d}", false)]
    public void What_is_wrong_is_found_and_nothing_else(string text, bool wrong) => Wrong().IsMatch(text).ShouldBe(wrong);

    private static IEnumerable<(string File, string Value)> Resources() =>
        from file in Files("*.fr.resx")
        from value in XDocument.Load(file).Root!.Elements("data").Elements("value")
        select (Path.GetFileName(file), value.Value);

    private static IEnumerable<(string File, string Value)> ClientTexts() =>
        from file in Files("*.fr.ts")
        from match in Literal().Matches(File.ReadAllText(file))
        select (Path.GetFileName(file), match.Groups["text"].Value);

    private static IEnumerable<string> Files(string pattern) =>
        from folder in Folders
        from file in Directory.EnumerateFiles(Repository.Folder(folder), pattern, SearchOption.AllDirectories)
        select file;

    /// <summary>Another space than ours, or, where a sentence goes on or ends, none.</summary>
    [GeneratedRegex(@"[^\S\u00A0][;:?!»]|«(?!\u00A0)|(?<=[\p{L}\p{N})}])([;:?!](\s|$)|»)")]
    private static partial Regex Wrong();

    /// <summary>A text of the client, at the end of its line; what is to its left is its name.</summary>
    [GeneratedRegex(@"'(?<text>(?:[^'\\\n]|\\.)*)'(?=,?\r?$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Literal();
}
