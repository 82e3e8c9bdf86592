using BlazorChat.Directories;
using BlazorChat.Directories.Embedded;

namespace BlazorChat.Tests.DirectoryTests;

public class UsernameRulesTests
{
    [Theory]
    [InlineData("al", "al")]
    [InlineData("alice", "alice")]
    [InlineData("  Alice ", "alice")]
    [InlineData("a.b_c-9", "a.b_c-9")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz012345")]
    public void A_username_is_small_letters_digits_and_three_signs(string typed, string stored) =>
        Assert.Equal((stored, null), UsernameRules.Parse(typed));

    [Theory]
    [InlineData(null, RegistrationRefusal.Missing)]
    [InlineData("   ", RegistrationRefusal.Missing)]
    [InlineData("a", RegistrationRefusal.TooShort)]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456", RegistrationRefusal.TooLong)]
    [InlineData("1alice", RegistrationRefusal.NotAllowedCharacters)]
    [InlineData(".alice", RegistrationRefusal.NotAllowedCharacters)]
    [InlineData("alice smith", RegistrationRefusal.NotAllowedCharacters)]
    [InlineData("alice'--", RegistrationRefusal.NotAllowedCharacters)]
    [InlineData("<b>alice</b>", RegistrationRefusal.NotAllowedCharacters)]
    [InlineData("\u0430lice", RegistrationRefusal.NotAllowedCharacters)] // Cyrillic a
    [InlineData("ali\u0131ce", RegistrationRefusal.NotAllowedCharacters)] // dotless i
    [InlineData("\u212Aarl", RegistrationRefusal.NotAllowedCharacters)] // Kelvin sign, whose small letter is k
    [InlineData("ali\u200Bce", RegistrationRefusal.NotAllowedCharacters)] // zero width space
    [InlineData("ali\u202Ece", RegistrationRefusal.NotAllowedCharacters)] // right-to-left override
    public void Anything_else_is_refused_with_its_reason(string? typed, RegistrationRefusal reason) =>
        Assert.Equal((null, reason), UsernameRules.Parse(typed));

    [Fact]
    public void Ten_thousand_characters_are_too_many() =>
        Assert.Equal(RegistrationRefusal.TooLong, UsernameRules.Parse(new string('a', 10_000)).Refusal);
}
