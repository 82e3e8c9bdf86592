using BlazorChat.Directories;
using BlazorChat.Directories.Embedded;

namespace BlazorChat.Tests.DirectoryTests;

public class DisplayNameRulesTests
{
    [Theory]
    [InlineData("Alice Example")]
    [InlineData("李小龙")]
    [InlineData("Ольга Петрова")]
    [InlineData("محمد علي")]
    [InlineData("Μαρία")]
    [InlineData("नरेन्द्र")]
    [InlineData("Nguyễn Thị Hà")]
    [InlineData("O'Brien-Smith, Jr. (R&D)")]
    [InlineData("Ольга Smith")] // two words, each of one alphabet
    [InlineData("Алиса-Alice")]
    [InlineData("日本 Taro 太郎")]
    [InlineData("<script>alert(1)</script>")] // only text, wherever it is shown
    [InlineData("Robert'); DROP TABLE users;--")]
    public void A_name_in_any_script_is_taken(string name) => Assert.Equal((name, null), DisplayNameRules.Parse(name));

    [Fact]
    public void A_name_is_stored_composed_and_with_single_spaces() =>
        Assert.Equal(("Zoé Du Pont", null), DisplayNameRules.Parse("  Zoe\u0301   Du Pont "));

    [Theory]
    [InlineData(null, RegistrationRefusal.Missing)]
    [InlineData(" \t ", RegistrationRefusal.Missing)]
    [InlineData("A", RegistrationRefusal.TooShort)]
    [InlineData("A\u0301", RegistrationRefusal.TooShort)] // one character to a reader
    [InlineData("...", RegistrationRefusal.NoLetter)]
    [InlineData("Ali\nce", RegistrationRefusal.NotAllowedCharacters)]
    [InlineData("Ali\0ce", RegistrationRefusal.NotAllowedCharacters)]
    [InlineData("Alice\u202Egpj", RegistrationRefusal.NotAllowedCharacters)] // right-to-left override
    [InlineData("\u2067Alice\u2069", RegistrationRefusal.NotAllowedCharacters)] // isolate
    [InlineData("Alice\u200F", RegistrationRefusal.NotAllowedCharacters)] // right-to-left mark
    [InlineData("Ali\u200Bce", RegistrationRefusal.NotAllowedCharacters)] // zero width space
    [InlineData("Ali\u200Dce", RegistrationRefusal.NotAllowedCharacters)] // zero width joiner
    [InlineData("Ali\u00ADce", RegistrationRefusal.NotAllowedCharacters)] // soft hyphen
    [InlineData("\uFEFFAlice", RegistrationRefusal.NotAllowedCharacters)] // byte order mark
    [InlineData("Alice\u00A0Example", RegistrationRefusal.NotAllowedCharacters)] // no-break space
    [InlineData("Alice\u2028", RegistrationRefusal.NotAllowedCharacters)] // line separator
    [InlineData("\u3164\u3164a", RegistrationRefusal.NotAllowedCharacters)] // Hangul filler: blank, and a letter
    [InlineData("Alice\uFE0F", RegistrationRefusal.NotAllowedCharacters)] // variation selector
    [InlineData("Alice\u2800", RegistrationRefusal.NotAllowedCharacters)] // Braille blank
    [InlineData("Alice\uE000", RegistrationRefusal.NotAllowedCharacters)] // private use
    [InlineData("Alice\U000E0041", RegistrationRefusal.NotAllowedCharacters)] // tag
    [InlineData("Alice\uFFFD", RegistrationRefusal.NotAllowedCharacters)] // what a decoder puts where it found nonsense
    [InlineData("A\u0336\u0337\u0338\u0353\u0354lice", RegistrationRefusal.NotAllowedCharacters)] // a stack of marks
    [InlineData("Аlice", RegistrationRefusal.MixedAlphabets)] // Cyrillic A
    [InlineData("Bob Αdams", RegistrationRefusal.MixedAlphabets)] // Greek Alpha
    [InlineData("Ꭺlice", RegistrationRefusal.MixedAlphabets)] // Cherokee go
    [InlineData("𝐀lice", RegistrationRefusal.MixedAlphabets)] // mathematical bold A
    public void What_cannot_be_seen_or_deceives_is_refused(string? typed, RegistrationRefusal reason) =>
        Assert.Equal((null, reason), DisplayNameRules.Parse(typed));

    [Theory]
    [InlineData('\ud83d')]
    [InlineData('\udc00')]
    public void Half_a_surrogate_pair_is_no_character(char half)
    {
        foreach (var typed in new[] { $"Alice{half}", $"{half}Alice", $"Ali{half}ce" })
            Assert.Equal(RegistrationRefusal.NotAllowedCharacters, DisplayNameRules.Parse(typed).Refusal);
    }

    [Theory]
    [InlineData(41)]
    [InlineData(10_000)]
    [InlineData(10_000_000)]
    public void Too_long_is_too_long(int length) =>
        Assert.Equal(RegistrationRefusal.TooLong, DisplayNameRules.Parse(new string('a', length)).Refusal);

    [Fact]
    public void Forty_characters_are_taken_unless_they_do_not_fit_the_name_of_a_certificate()
    {
        Assert.Null(DisplayNameRules.Parse(new string('a', 40)).Refusal);
        var decomposed = string.Concat(Enumerable.Repeat("q\u0323\u0307", 30)); // 30 characters to a reader, 90 code points
        Assert.Equal(RegistrationRefusal.TooLong, DisplayNameRules.Parse(decomposed).Refusal);
    }
}
