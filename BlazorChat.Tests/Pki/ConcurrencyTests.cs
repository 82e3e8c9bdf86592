using BlazorChat.Pki;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Revocation;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public class ConcurrencyTests
{
    [Fact]
    public async Task A_hundred_requests_at_once_are_all_certified_and_the_ledger_is_whole()
    {
        await using var host = await TestAuthority.OpenAsync();
        var devices = Enumerable.Range(0, 10).Select(_ => TestDevice.New()).ToList();
        // Each device ten times over: browsers that ask again because the answer was lost.
        var requests = devices.SelectMany(device => Enumerable.Repeat(device.Request(), 10)).ToList();
        var issued = (await Task.WhenAll(requests.Select(request => Task.Run(() => host.Authority.IssueAsync(request)))))
            .Select(result => result.ShouldBeOfType<IssueResult.Issued>()).ToList();
        issued.SelectMany(pair => new[] { pair.Sig.Serial, pair.Enc.Serial }).Distinct().Count().ShouldBe(200);
        (await host.Authority.CertificatesOfAsync([.. issued.Select(pair => pair.Sig.Kid).Distinct()])).Values.ShouldAllBe(leaves => leaves.Count == 10);
        (await host.Authority.VerifyLedgerAsync()).ShouldBe(new BlazorChat.Pki.Ledger.LedgerVerdict(201, null, null));
        var (exitCode, output) = await OpenSsl.VerifyAsync(host, issued[^1].Enc.Der);
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task Of_many_who_claim_one_key_exactly_one_gets_it()
    {
        await using var host = await TestAuthority.OpenAsync();
        var device = TestDevice.New();
        var claims = Enumerable.Range(0, 12).Select(_ => device with { User = Guid.NewGuid(), Device = Guid.NewGuid().ToString() });
        var results = await Task.WhenAll(claims.Select(claim => claim.Request()).Select(request => Task.Run(() => host.Authority.IssueAsync(request))));
        results.OfType<IssueResult.Issued>().Count().ShouldBe(1);
        results.OfType<IssueResult.Refused>().ShouldAllBe(refused => refused.Code == IssueRefusal.KeyInUse);
    }

    [Fact]
    public async Task Two_hosts_on_one_database_keep_one_ledger()
    {
        await using var host = await TestAuthority.OpenAsync();
        await using var second = await host.ReopenAsync();
        var requests = Enumerable.Range(0, 10).Select(_ => TestDevice.New().Request()).ToList();
        var results = await Task.WhenAll(requests.Select((request, i) => Task.Run(() => (i % 2 == 0 ? host : second).Authority.IssueAsync(request))));
        results.ShouldAllBe(result => result is IssueResult.Issued);
        (await host.Authority.VerifyLedgerAsync()).ShouldBe(new BlazorChat.Pki.Ledger.LedgerVerdict(21, null, null));

        var issued = results.Cast<IssueResult.Issued>().ToList();
        await Task.WhenAll(issued.Select((pair, i) => Task.Run(() =>
            (i % 2 == 0 ? host : second).Authority.RevokeAsync(KeySelection.Of(pair.Sig.Kid), RevocationReason.KeyCompromise, Actor.System))));
        (await second.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
        await using var third = await host.ReopenAsync();
        issued.ShouldAllBe(pair => third.Authority.StatusOf(pair.Sig.Kid).State == KeyState.Revoked);
    }
}
