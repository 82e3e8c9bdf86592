using System.Globalization;
using System.Resources;
using BlazorChat.Directories;
using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Tests.Features.Accounts;

public class DirectoryTestTextsTests
{
    private static readonly ResourceManager Texts = new(typeof(DirectoryTestTexts));

    [Fact]
    public void Every_step_and_outcome_has_a_word_in_both_languages()
    {
        string[] keys = [.. Enum.GetNames<DirectoryTestStep>().Select(step => $"Step.{step}"), .. Enum.GetNames<DirectoryTestOutcome>().Select(outcome => $"Outcome.{outcome}")];
        var english = Read(CultureInfo.InvariantCulture);
        var french = Read(CultureInfo.GetCultureInfo("fr"));

        Assert.Empty(keys.Except(english.Keys));
        Assert.Equal(english.Keys.Order(), french.Keys.Order());
        Assert.All(english, text => Assert.Equal(Places(text.Value), Places(french[text.Key])));
    }

    private static Dictionary<string, string> Read(CultureInfo culture) =>
        Texts.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);

    private static IEnumerable<int> Places(string text) => Enumerable.Range(0, 3).Where(i => text.Contains($"{{{i}}}", StringComparison.Ordinal));
}
