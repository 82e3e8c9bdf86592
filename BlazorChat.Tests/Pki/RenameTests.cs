using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public sealed class RenameTests(SharedAuthority shared) : IClassFixture<SharedAuthority>
{
    private readonly TestAuthority _host = shared.Host;

    [Fact]
    public async Task Another_name_gives_the_same_keys_new_certificates_once()
    {
        var device = TestDevice.New();
        var first = await _host.IssueAsync(device);

        (await _host.Authority.RenameAsync(device.User, "Alice Durand", Actor.System)).ShouldBe(2);
        (await _host.Authority.RenameAsync(device.User, "Alice Durand", Actor.System)).ShouldBe(0);

        foreach (var leaf in (IssuedCertificate[])[first.Sig, first.Enc])
        {
            var leaves = (await _host.Authority.CertificatesOfAsync([leaf.Kid]))[leaf.Kid];
            leaves.Select(NameOf).ShouldBe(["Alice Martin", "Alice Durand"]);
            leaves[1].PublicKey.ToArray().ShouldBe(leaf.PublicKey.ToArray());
            leaves[1].Owner.ShouldBe(leaf.Owner);
            leaves[1].Use.ShouldBe(leaf.Use);
            var (exitCode, output) = await OpenSsl.VerifyAsync(_host, leaves[1].Der);
            exitCode.ShouldBe(0, output);
        }
        (await _host.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task Keys_that_are_revoked_on_hold_or_expired_are_left_alone()
    {
        var (revoked, held) = (TestDevice.New(), TestDevice.New());
        var leaf = await _host.IssueAsync(revoked);
        await _host.IssueAsync(held);
        await _host.Authority.RevokeAsync(KeySelection.Of(leaf.Sig.Kid), RevocationReason.KeyCompromise, Actor.System);
        await _host.Authority.HoldAsync(KeySelection.OfUser(held.User), Actor.System);

        (await _host.Authority.RenameAsync(revoked.User, "Alice Durand", Actor.System)).ShouldBe(1, "the other key is good");
        (await _host.Authority.RenameAsync(held.User, "Alice Durand", Actor.System)).ShouldBe(0);
        await _host.Authority.ReleaseAsync(KeySelection.OfUser(held.User), Actor.System);
        (await _host.Authority.RenameAsync(held.User, "Alice Durand", Actor.System)).ShouldBe(2);
        (await _host.Authority.RenameAsync(Guid.NewGuid(), "Nobody", Actor.System)).ShouldBe(0);
    }

    [Fact]
    public async Task A_name_that_is_cut_the_same_is_the_same_name()
    {
        var device = TestDevice.New();
        await _host.IssueAsync(device);
        var family = string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 20));
        (await _host.Authority.RenameAsync(device.User, family, Actor.System)).ShouldBe(2);
        (await _host.Authority.RenameAsync(device.User, family + " and more", Actor.System)).ShouldBe(0);
    }

    private static string NameOf(IssuedCertificate leaf)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(leaf.Der.Span);
        return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
    }
}
