using BlazorChat.Tests.Support;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

[Collection(InstrumentTests.Name)]
public sealed class AuthorityMetersTests
{
    [Fact]
    public async Task What_the_authority_signs_is_counted()
    {
        using var measured = new Measured();
        var ocsp = new OcspHost();
        await ocsp.InitializeAsync();
        try
        {
            measured.Sum("blazorchat.crls.published").ShouldBe(1);
            var (leaf, _) = await ocsp.IssueAsync();
            (measured.Sum("blazorchat.certificates.issued", "use=Sig"), measured.Sum("blazorchat.certificates.issued", "use=Enc")).ShouldBe((1, 1));
            await ocsp.PostAsync(ocsp.Ask(leaf.Serial));
            measured.Sum("blazorchat.ocsp.answers", "kind=kept").ShouldBe(1);
            measured.Sum("blazorchat.certificates.issued", "use=Ocsp").ShouldBe(1);
            await ocsp.PostAsync([1, 2, 3]);
            measured.Sum("blazorchat.ocsp.answers", "kind=refused").ShouldBe(1);
            measured.Text.ShouldNotContain(leaf.Serial, Case.Insensitive);
        }
        finally
        {
            await ocsp.DisposeAsync();
        }
    }
}
