using BlazorChat.Web.Features.Presence;
using Shouldly;

namespace BlazorChat.Tests.Features.Presence;

public sealed class StatusLineTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("   ", null)]
    [InlineData("  in   the garden ", "in the garden")]
    [InlineData("cafe\u0301", "caf\u00E9")]
    [InlineData("Au bureau\u00A0!", "Au bureau\u00A0!")]
    [InlineData("1\uFE0F\u20E3 \U0001F469\u200D\U0001F4BB \u274C", "1\uFE0F\u20E3 \U0001F469\u200D\U0001F4BB \u274C")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")]
    [InlineData("<script>alert(1)</script> & \"co\"", "<script>alert(1)</script> & \"co\"")]
    public void What_can_be_read_is_taken_in_one_form(string? typed, string? kept)
    {
        StatusLine.TryParse(typed, out var line, out var refusal).ShouldBeTrue(refusal);
        line.ShouldBe(kept);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("two\u2028lines")]
    [InlineData("two\u2029lines")]
    [InlineData("tab\there")]
    [InlineData("nul\0")]
    [InlineData("escape\u001B[31m")]
    [InlineData("\u202Eevil")]
    [InlineData("\u2066isolated\u2069")]
    [InlineData("left\u200Eto right")]
    [InlineData("arabic mark\u061C")]
    [InlineData("zero\u200Bwidth")]
    [InlineData("\uFEFFmark")]
    [InlineData("\u00ADsoft")]
    [InlineData("half \uD83D pair")]
    [InlineData("private \uE000")]
    [InlineData("tags \U000E0041")]
    [InlineData("\u200D\u200C")]
    [InlineData("\u00A0")]
    [InlineData("z\u0335\u0336\u0337\u0338\u0334\u0340\u0341algo")]
    [InlineData("blank \u3164")]
    public void What_nobody_sees_or_what_turns_text_is_refused(string typed)
    {
        StatusLine.TryParse(typed, out var line, out var refusal).ShouldBeFalse(line);
        refusal.ShouldBe(StatusLine.Characters);
    }

    [Fact]
    public void Eighty_characters_as_one_counts_them_are_taken_and_no_more()
    {
        const string person = "\U0001F44D\U0001F3FD"; // one to a reader, four units
        StatusLine.TryParse(string.Concat(Enumerable.Repeat(person, 80)), out _, out _).ShouldBeTrue();
        foreach (var tooLong in new[] { new string('a', 81), string.Concat(Enumerable.Repeat(person, 81)), string.Concat(Enumerable.Repeat("\U0001F468\u200D\U0001F469\u200D\U0001F467", 80)), new string('a', 1_000_000) })
        {
            StatusLine.TryParse(tooLong, out _, out var refusal).ShouldBeFalse();
            refusal.ShouldBe(StatusLine.TooLong);
        }
    }
}
