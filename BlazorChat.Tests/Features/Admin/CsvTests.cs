using BlazorChat.Web.Features.Admin;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin;

public sealed class CsvTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(null, "\"\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM", "'@SUM")]
    [InlineData("\t=1", "\"' =1\"")]
    [InlineData("\r\n=1", "\"'  =1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("two\nlines", "\"two lines\"")]
    [InlineData("a=b", "a=b")]
    [InlineData("\u202E=1", "'=1")]
    [InlineData("ab\u202Ecd", "abcd")]
    [InlineData("<img src=x>", "\"<img src=x>\"")]
    public void No_field_begins_a_formula_or_ends_early(string? field, string written) => Csv.Line(field).ShouldBe($"{written}\r\n");

    [Fact]
    public void Fields_are_separated_by_commas() => Csv.Line("a", "", "c").ShouldBe("a,\"\",c\r\n");
}
