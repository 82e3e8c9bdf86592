using BlazorChat.Web.Features.Accounts.Names;

namespace BlazorChat.Tests.Features.Accounts;

public class ChosenNameTests
{
    [Theory]
    [InlineData("Foxy", "Foxy")]
    [InlineData("李小龙", "李小龙")]
    [InlineData("محمد علي", "محمد علي")]
    [InlineData("Αλέξης", "Αλέξης")]
    [InlineData("नरेन्द्र", "नरेन्द्र")]
    [InlineData("Nguyễn Thị Hà", "Nguyễn Thị Hà")]
    [InlineData("Zoe\u0301", "Zoé")]
    [InlineData("  Foxy   Fox ", "Foxy Fox")]
    [InlineData("Foxy 🦊", "Foxy 🦊")]
    [InlineData("42", "42")]
    [InlineData("<b>Foxy</b>", "<b>Foxy</b>")]
    [InlineData("Administrator Alan", "Administrator Alan")]
    public void A_name_in_any_script_is_taken(string typed, string name)
    {
        Assert.True(ChosenName.TryParse(typed, out var chosen, out _));
        Assert.Equal(name, chosen.Value);
    }

    [Theory]
    [InlineData(null, NameRefusal.Missing)]
    [InlineData("", NameRefusal.Missing)]
    [InlineData(" \t\n", NameRefusal.Missing)]
    [InlineData("F", NameRefusal.TooShort)]
    [InlineData("🦊", NameRefusal.TooShort)]
    [InlineData("🦊🦊", NameRefusal.NoLetter)]
    [InlineData("\u200D\u200D", NameRefusal.Characters)]
    [InlineData("Fo\u200Dxy", NameRefusal.Characters)]
    [InlineData("Foxy\u202E", NameRefusal.Characters)]
    [InlineData("\u2066Foxy\u2069", NameRefusal.Characters)]
    [InlineData("F\u0336\u0337\u0338\u0353\u0354oxy", NameRefusal.Characters)]
    [InlineData("Foxy\uD83D", NameRefusal.Characters)]
    [InlineData("\uDE00Foxy", NameRefusal.Characters)]
    [InlineData("Foxy\U000E0067", NameRefusal.Characters)]
    [InlineData("Foxy\uE000", NameRefusal.Characters)]
    [InlineData("Foxy\u0378", NameRefusal.Characters)]
    [InlineData("Foxy\u00A0Fox", NameRefusal.Characters)]
    [InlineData("Foxy\u3164", NameRefusal.Characters)]
    [InlineData("Fo\nxy", NameRefusal.Characters)]
    [InlineData("Fo\0xy", NameRefusal.Characters)]
    [InlineData("Fоxy", NameRefusal.Alphabets)] // Cyrillic o
    [InlineData("BlazorChat", NameRefusal.Reserved)]
    [InlineData("BlazorChat Team", NameRefusal.Reserved)]
    [InlineData("blazor chat", NameRefusal.Reserved)]
    [InlineData("ADMIN", NameRefusal.Reserved)]
    [InlineData("[Admin]", NameRefusal.Reserved)]
    [InlineData("Ａｄｍｉｎ", NameRefusal.Reserved)]
    [InlineData("Système", NameRefusal.Reserved)]
    public void What_is_no_name_is_refused_with_the_cause(string? typed, string cause)
    {
        Assert.False(ChosenName.TryParse(typed, out _, out var refusal));
        Assert.Equal(cause, refusal);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public void Forty_characters_are_the_most_as_a_reader_counts_them(int count, bool taken)
    {
        foreach (var character in new[] { "é", "e\u0301", "字" })
            Assert.Equal(taken, ChosenName.TryParse(string.Concat(Enumerable.Repeat(character, count)), out _, out _));
        // Bounded in memory too: by the code points of a certificate's name.
        Assert.False(ChosenName.TryParse("a" + string.Concat(Enumerable.Repeat("q\u0323\u0307\u0331", 39)), out _, out var refusal));
        Assert.Equal(NameRefusal.TooLong, refusal);
    }
}
