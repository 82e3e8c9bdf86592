using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Tests.Features.Accounts;

public class ReturnUrlTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/chat")]
    [InlineData("/chat/u/0a1b?x=//y#z")]
    public void A_path_of_this_site_is_kept(string typed) => Assert.Equal(typed, ReturnUrl.Local(typed));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("chat")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData(" //evil.example")]
    [InlineData("/chat\r\nSet-Cookie: a=b")]
    public void Anything_that_could_be_another_site_is_dropped(string? typed) => Assert.Null(ReturnUrl.Local(typed));

    [Fact]
    public void An_endless_address_is_dropped() => Assert.Null(ReturnUrl.Local("/" + new string('a', 10_000)));

    [Fact]
    public void Values_are_escaped_into_the_address() =>
        Assert.Equal("/login?return=%2Fchat%3Fa%3Db%26admin%3Dx&admin=t%26k", ReturnUrl.Between("/login", "/chat?a=b&admin=x", "t&k"));
}
