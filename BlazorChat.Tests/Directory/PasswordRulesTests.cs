using BlazorChat.Directories;
using BlazorChat.Directories.Embedded;

namespace BlazorChat.Tests.DirectoryTests;

public class PasswordRulesTests
{
    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("tr0ub4dor")]
    [InlineData("        x yz")] // blanks count
    [InlineData("пароль-для-чата")]
    [InlineData("ключик67")]
    [InlineData("🐴🔋📎🐱🐶🦊🐻🐼")] // eight code points
    [InlineData("alice and the rabbit")]
    public void A_password_of_eight_characters_of_any_kind_is_taken(string password) => Assert.Null(Refuse(password));

    [Theory]
    [InlineData(null, RegistrationRefusal.Missing)]
    [InlineData("", RegistrationRefusal.Missing)]
    [InlineData("sh0rt!!", RegistrationRefusal.TooShort)]
    [InlineData("🐴🔋📎🐱🐶🦊🐻", RegistrationRefusal.TooShort)] // seven, though fourteen UTF-16 units
    [InlineData("ｐａｓｓｗｏｒｄ", RegistrationRefusal.Common)] // full width: NFKC first
    [InlineData("password1", RegistrationRefusal.Common)]
    [InlineData("PassWord1", RegistrationRefusal.Common)]
    [InlineData("qwertyuiop", RegistrationRefusal.Common)]
    [InlineData("zzzzzzzzzzzzzzzz", RegistrationRefusal.Common)]
    [InlineData("xyxyxyxyxyxy", RegistrationRefusal.Common)]
    [InlineData("ghijklmnop", RegistrationRefusal.Common)]
    [InlineData("zyxwvutsrq", RegistrationRefusal.Common)]
    public void What_is_guessed_first_is_refused(string? password, RegistrationRefusal reason) => Assert.Equal(reason, Refuse(password));

    // Attributes cannot carry half a pair.
    [Fact]
    public void Half_a_surrogate_pair_is_no_character() =>
        Assert.Equal(RegistrationRefusal.NotAllowedCharacters, Refuse("half " + '\ud83d' + " of a pair"));

    [Theory]
    [InlineData("alice.liddell")]
    [InlineData("ALICE.LIDDELL")]
    [InlineData("aliceliddell1865")]
    [InlineData("Queen Hearts")]
    [InlineData("!!QueenHearts99!!")]
    [InlineData("blazorchat")]
    [InlineData("BlazorChat2026!")]
    public void Names_hardly_changed_are_refused(string password) => Assert.Equal(RegistrationRefusal.TooCloseToName, Refuse(password));

    [Fact]
    public void Two_hundred_and_fifty_six_characters_are_taken_and_more_are_not()
    {
        var long256 = string.Concat(Enumerable.Range(0, 256).Select(i => (char)('a' + (i * 7 % 26))));
        Assert.Null(Refuse(long256));
        Assert.Equal(RegistrationRefusal.TooLong, Refuse(long256 + "x"));
        Assert.Equal(RegistrationRefusal.TooLong, Refuse(new string('x', 10_000_000)));
        // U+FDFA becomes eighteen characters in NFKC.
        Assert.Equal(RegistrationRefusal.TooLong, Refuse(string.Concat(Enumerable.Repeat("\uFDFA", 200))));
    }

    [Fact]
    public void The_bundled_list_has_more_than_twenty_thousand_entries_long_enough_to_matter()
    {
        Assert.InRange(CommonPasswords.Count, 20_000, 100_000);
        Assert.True(CommonPasswords.Contains("ILOVEYOU1"));
        Assert.False(CommonPasswords.Contains("correct horse battery staple"));
    }

    private static RegistrationRefusal? Refuse(string? password) => PasswordRules.Refuse(password, "alice.liddell", "Queen Hearts");
}
