using System.Diagnostics;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Accounts.Names;

namespace BlazorChat.Tests.Features.Accounts;

public class NameKeysTests
{
    [Fact]
    public void The_whole_table_is_there() => Assert.InRange(LookAlikeTable.Count, 6_000, 20_000);

    [Theory]
    [InlineData("Ada Lovelace", "ada lovelace")]
    [InlineData("Ada Lovelace", "ADA LOVELACE")]
    [InlineData("Ada Lovelace", "AdaLovelace")]
    [InlineData("Ada Lovelace", "Ada Lovelace.")]
    [InlineData("Ada Lovelace", "★ Ada Lovelace ✓")]
    [InlineData("Ada Lovelace", "Аdа Lоvеlасе")] // Cyrillic А а о е а с е
    [InlineData("Ada Lovelace", "Ada Lοvelace")] // Greek omicron
    [InlineData("Ada Lovelace", "Ａｄａ　Ｌｏｖｅｌａｃｅ")] // fullwidth
    [InlineData("Ada Lovelace", "𝐀𝐝𝐚 𝓛𝓸𝓿𝓮𝓵𝓪𝓬𝓮")] // mathematical
    [InlineData("Ada Lovelace", "A\u200Dd\u00ADa\u2060 Lovelace\u202C")] // nothing to see
    [InlineData("Ada Lovelace", "Ada Love1ace")]
    [InlineData("Ada Lovelace", "Ada LoveIace")] // capital I
    [InlineData("Paul Martin", "PauI Martin")]
    [InlineData("Ida", "IDA")]
    [InlineData("Ida", "lda")]
    [InlineData("Ali", "ALI")]
    [InlineData("Ali", "ALİ")] // Turkish
    [InlineData("Marin", "Rnarin")]
    [InlineData("Carmen", "Carrnen")]
    [InlineData("Fiona", "ﬁona")] // ligature
    [InlineData("Zoé", "Zoe\u0301")]
    [InlineData("Weiß", "WEISS")]
    [InlineData("Οδυσσεύς", "ΟΔΥΣΣΕΎΣ")] // two sigmas
    [InlineData("Agent 007", "Agent OO7")]
    [InlineData("David דוד", "דוד David")] // the same to see
    public void These_are_look_alikes(string one, string other) =>
        Assert.True(NameKeys.Of(one).All.Intersect(NameKeys.Of(other).All).Any(), $"{NameKeys.Of(one)} {NameKeys.Of(other)}");

    [Theory]
    [InlineData("Ada Lovelace", "Ada Lovelock")]
    [InlineData("Zoe", "Zoé")] // two names, and two people
    [InlineData("Muller", "Müller")]
    [InlineData("Paul Martin", "Martin Paul")]
    [InlineData("Мария", "Maria")]
    [InlineData("Ada", "Ada 2")]
    [InlineData("李小龙", "李小竜")]
    [InlineData("🦊", "🐼")]
    public void These_are_not(string one, string other) =>
        Assert.Empty(NameKeys.Of(one).All.Intersect(NameKeys.Of(other).All));

    [Fact]
    public void A_directory_may_hold_anything()
    {
        foreach (var odd in new[] { "", " ", "\uD83D", "\u200D", new string('I', 256), "\u0301\u0301", "🦊" })
            Assert.Equal(NameKeys.Of(odd), NameKeys.Of(odd));
    }

    [Fact]
    public void A_hundred_thousand_people_are_known_at_once_and_asked_in_no_time()
    {
        List<Person> people = [.. Enumerable.Range(0, 100_000).Select(i => new Person(Guid.NewGuid(), $"user{i}", $"Person Numéro {i}", false, false))];
        var names = new NamesInUse();
        var watch = Stopwatch.StartNew();
        names.Load(people);
        var loaded = watch.Elapsed;

        watch.Restart();
        for (var i = 0; i < 1_000; i++)
            Assert.False(names.MayBear(people[0], NameKeys.Of($"Person Numéro {i + 1}")));

        Assert.InRange(loaded.TotalSeconds, 0, 60); // some 3 s on an idle machine
        Assert.InRange(watch.Elapsed.TotalMilliseconds / 1_000, 0, 5);
    }
}
