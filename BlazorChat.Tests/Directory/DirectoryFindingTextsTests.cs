using System.Collections;
using System.Globalization;
using System.Resources;
using BlazorChat.Directories;

namespace BlazorChat.Tests.DirectoryTests;

public sealed class DirectoryFindingTextsTests
{
    private static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr");

    [Fact]
    public void Every_finding_has_a_sentence_of_its_own_in_both_languages_and_no_sentence_is_without_a_finding()
    {
        var english = Read(CultureInfo.InvariantCulture);
        var french = Read(French);

        Assert.Equal(Enum.GetNames<DirectoryFinding>().Append(DirectoryFindingTexts.AtServerText).Order(StringComparer.Ordinal), english.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), french.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, text =>
        {
            Assert.NotEqual(text.Value, french[text.Key]);
            Assert.Equal(Places(text.Value), Places(french[text.Key]));
            Assert.Equal(Settings(text.Value), Settings(french[text.Key]));
        });
    }

    [Fact]
    public void A_sentence_is_in_the_language_asked_for_and_English_for_all_others()
    {
        Assert.StartsWith("Le serveur se dit occupé", DirectoryFindingTexts.Sentence(DirectoryFinding.Busy, [], CultureInfo.GetCultureInfo("fr-CA")), StringComparison.Ordinal);
        Assert.StartsWith("The server says that it is busy", DirectoryFindingTexts.Sentence(DirectoryFinding.Busy, [], CultureInfo.GetCultureInfo("de")), StringComparison.Ordinal);
        Assert.StartsWith("ldaps://a:636\u00A0: Le serveur se dit occupé", new DirectoryFault("ldaps://a:636", DirectoryFinding.Busy, []).Sentence(French), StringComparison.Ordinal);
        Assert.Contains("(code 50\u00A0: no {0} \u202e)", DirectoryFindingTexts.Sentence(DirectoryFinding.NotCreated, ["50", "no {0} \u202e"], French), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_gives_no_words_leaves_no_gap_for_them()
    {
        Assert.StartsWith("cn=chat was not let in (code 49). Check", DirectoryFindingTexts.Sentence(DirectoryFinding.AccountNotLetIn, ["cn=chat", "49", ""], CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.StartsWith("cn=chat n’a pas été admis (code 49). Vérifiez", DirectoryFindingTexts.Sentence(DirectoryFinding.AccountNotLetIn, ["cn=chat", "49", ""], French), StringComparison.Ordinal);
        Assert.Equal("The server ended the connection. Its log may say why.", DirectoryFindingTexts.Sentence(DirectoryFinding.Dismissed, [""], CultureInfo.InvariantCulture));
        foreach (var finding in Enum.GetValues<DirectoryFinding>())
        {
            foreach (var culture in new[] { CultureInfo.InvariantCulture, French })
                Assert.DoesNotMatch(@":\s*\)|\(\s*\)", DirectoryFindingTexts.Sentence(finding, ["a", "", ""], culture));
        }
    }

    private static Dictionary<string, string> Read(CultureInfo culture) =>
        new ResourceManager(typeof(DirectoryFindingTexts)).GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);

    private static IEnumerable<int> Places(string text) => Enumerable.Range(0, 3).Where(i => text.Contains($"{{{i}}}", StringComparison.Ordinal));

    /// <summary>The settings that a remedy names: the same in every language.</summary>
    private static IEnumerable<string> Settings(string text) =>
        text.Split([' ', '\u00A0', ';', ',', '(', ')', '.'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.TrimEnd(':')).Where(word => word.StartsWith("Directory:", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);
}
