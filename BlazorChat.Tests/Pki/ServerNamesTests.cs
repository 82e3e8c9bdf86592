using BlazorChat.Pki.Issuance;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public sealed class ServerNamesTests
{
    [Theory]
    [InlineData("chat.example.org", "chat.example.org")]
    [InlineData("CHAT", "chat")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("2001:DB8:0::7", "2001:db8::7")]
    public void A_name_is_taken_in_its_one_form(string name, string form)
    {
        ServerNames.TryParse([name, name], out var names, out _).ShouldBeTrue();
        names.ToString().ShouldBe(form);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*.example.org")]
    [InlineData("*")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("10.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::ffff:192.0.2.7")]
    [InlineData("[2001:db8::7]")]
    [InlineData("chat.example.org:443")]
    [InlineData("https://chat.example.org")]
    [InlineData("a_b.example")]
    [InlineData("-a.example")]
    [InlineData("a..example")]
    [InlineData("chat.example.org.")]
    [InlineData("chat example")]
    [InlineData("chat.example\n")]
    public void Anything_else_is_refused_by_name(string name)
    {
        ServerNames.TryParse(["chat.example.org", name], out _, out var problem).ShouldBeFalse();
        problem.ShouldNotBeNull().ShouldStartWith($"\"{name}\" is no name of a TLS server.");
    }

    [Fact]
    public void There_is_one_name_and_not_too_many()
    {
        ServerNames.TryParse([], out _, out var problem).ShouldBeFalse();
        problem.ShouldBe("A TLS server has 1 to 100 names, not 0.");
        ServerNames.TryParse([.. Enumerable.Range(0, 101).Select(number => $"chat{number}.example")], out _, out problem).ShouldBeFalse();
        problem.ShouldBe("A TLS server has 1 to 100 names, not 101.");
    }

    [Fact]
    public void The_order_of_names_is_of_no_account_and_a_long_one_is_not_shown_first()
    {
        var label = new string('a', 63);
        ServerNames.TryParse([$"{label}.example", "chat.example"], out var one, out _).ShouldBeTrue();
        ServerNames.TryParse(["chat.example", $"{label}.example"], out var two, out _).ShouldBeTrue();
        two.Digest.ShouldBe(one.Digest);
        one.Digest.Length.ShouldBe(24);
        one.First.ShouldBe("chat.example");
        ServerNames.TryParse(["chat.example"], out var three, out _).ShouldBeTrue();
        three.Digest.ShouldNotBe(one.Digest);
    }
}
