using System.Globalization;
using System.Resources;
using BlazorChat.Directories;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Accounts.Names;

namespace BlazorChat.Tests.Features.Accounts;

public class AccountTextsTests
{
    private static readonly ResourceManager Texts = new(typeof(Texts));

    [Fact]
    public void English_and_French_have_the_same_texts()
    {
        var english = Read(CultureInfo.InvariantCulture);
        var french = Read(CultureInfo.GetCultureInfo("fr"));

        Assert.Equal(english.Keys.Order(), french.Keys.Order());
        Assert.All(english, text => Assert.Equal(Places(text.Value), Places(french[text.Key])));
        Assert.All(french.Values, text => Assert.False(string.IsNullOrWhiteSpace(text)));
    }

    [Theory]
    [InlineData(AccountField.Username, new[] { RegistrationRefusal.Missing, RegistrationRefusal.TooShort, RegistrationRefusal.TooLong, RegistrationRefusal.NotAllowedCharacters, RegistrationRefusal.Taken })]
    [InlineData(AccountField.DisplayName, new[] { RegistrationRefusal.Missing, RegistrationRefusal.TooShort, RegistrationRefusal.TooLong, RegistrationRefusal.NotAllowedCharacters, RegistrationRefusal.MixedAlphabets, RegistrationRefusal.NoLetter })]
    [InlineData(AccountField.Password, new[] { RegistrationRefusal.Missing, RegistrationRefusal.TooShort, RegistrationRefusal.TooLong, RegistrationRefusal.NotAllowedCharacters, RegistrationRefusal.Common, RegistrationRefusal.TooCloseToName })]
    public void Every_refusal_of_a_field_has_a_sentence(AccountField field, RegistrationRefusal[] reasons)
    {
        var english = Read(CultureInfo.InvariantCulture);
        Assert.All(reasons, reason => Assert.Contains($"{field}.{reason}", english.Keys));
    }

    [Fact]
    public void Every_refusal_of_a_chosen_name_has_a_sentence() =>
        Assert.All(NameRefusal.All, code => Assert.Contains($"Problem.{code}", Read(CultureInfo.InvariantCulture).Keys));

    private static Dictionary<string, string> Read(CultureInfo culture) =>
        Texts.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);

    private static IEnumerable<int> Places(string text) => Enumerable.Range(0, 3).Where(i => text.Contains($"{{{i}}}", StringComparison.Ordinal));
}
