using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Issuance;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public sealed class CommonNameTests(SharedAuthority shared) : IClassFixture<SharedAuthority>
{
    private readonly TestAuthority _host = shared.Host;

    [Theory]
    [InlineData("Alice Martin", "Alice Martin")]
    [InlineData("  Alice \t\r\n Martin ", "Alice Martin")]
    [InlineData("Alice\u202Enitram\u0000\u0007\u200B", "Alicenitram")]
    [InlineData("Zo\u0065\u0308", "Zo\u00EB")]
    [InlineData("\u5F20\u4F1F \U0001F600", "\u5F20\u4F1F \U0001F600")]
    [InlineData("\uD800broken", "broken")]
    [InlineData("\u200F\u202E \u0001", "nobody")]
    [InlineData("", "nobody")]
    public void A_name_is_cleaned_before_it_is_certified(string name, string expected) => CommonName.Sanitise(name, "nobody").ShouldBe(expected);

    [Fact]
    public void A_long_name_is_cut_between_letters()
    {
        CommonName.Sanitise(new string('x', 10_000), "nobody").ShouldBe(new string('x', 64));
        CommonName.Sanitise(new string('x', 63) + "\U0001F600", "nobody").ShouldBe(new string('x', 63));
        CommonName.Sanitise("a" + new string('\u0336', 10_000), "nobody").Length.ShouldBeInRange(1, 64);
    }

    [Fact]
    public async Task A_name_of_ten_thousand_hostile_characters_still_gives_a_good_certificate()
    {
        var name = string.Concat(Enumerable.Repeat("'; DROP TABLE certificates; --<script>,+=\"\\#\u202E", 250));
        var issued = await _host.IssueAsync(TestDevice.New() with { Name = name });
        var (exitCode, output) = await OpenSsl.VerifyAsync(_host, issued.Sig.Der);
        exitCode.ShouldBe(0, output);
        using var certificate = X509CertificateLoader.LoadCertificate(issued.Sig.Der.Span);
        certificate.SubjectName.EnumerateRelativeDistinguishedNames().Single().GetSingleElementValue()!.Length.ShouldBeLessThanOrEqualTo(64);
    }
}
