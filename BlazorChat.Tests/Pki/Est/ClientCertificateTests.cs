using BlazorChat.Pki;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using Shouldly;

namespace BlazorChat.Tests.Authorities.Est;

/// <summary>EST with a client certificate, on the port of its own.</summary>
public sealed class ClientCertificateTests(EstFixture fixture) : IClassFixture<EstFixture>
{
    private static int named;
    private readonly EstHost _host = fixture.Host;
    private readonly EstClient _client = new(fixture.Host);
    private readonly string _alice = $"anna{Interlocked.Increment(ref named)}";

    [Fact]
    public async Task A_certificate_is_renewed_with_its_own_key_or_another_one()
    {
        var user = await _host.PersonAsync(_alice);
        var (certificate, key) = await _client.EnrolledAsync(_alice);
        var other = _host.NewKey();
        foreach (var renewed in new[] { key, other })
        {
            var answer = await _client.ShowAsync("simplereenroll", await _client.RenewalAsync(renewed, user, EstHost.Name(_alice)), certificate, key);
            var pem = await _client.OpenAsync(answer);
            (await OpenSsl.RunAsync("x509", "-in", pem, "-noout", "-pubkey")).ShouldBe(await OpenSsl.RunAsync("pkey", "-in", renewed, "-pubout"));
        }
        (await _host.CountAsync(user)).ShouldBe(3);
    }

    [Fact]
    public async Task A_renewal_names_what_the_certificate_names()
    {
        var user = await _host.PersonAsync(_alice);
        var (certificate, key) = await _client.EnrolledAsync(_alice);
        foreach (var request in new[]
        {
            await _client.RequestAsync(key),
            await _client.RequestAsync(key, "-subj", $"/CN={EstHost.Name(_alice)}"),
            await _client.RenewalAsync(key, user, "Somebody Else"),
            await _client.RenewalAsync(key, Guid.NewGuid(), EstHost.Name(_alice)),
        })
            (await _client.ShowAsync("simplereenroll", request, certificate, key)).Status.ShouldBe(403);
        (await _host.CountAsync(user)).ShouldBe(1);
    }

    [Fact]
    public async Task With_a_certificate_its_user_enrols_another_key_and_nobody_else_does()
    {
        var user = await _host.PersonAsync(_alice);
        var bob = await _host.PersonAsync($"bob-{_alice}");
        var (certificate, key) = await _client.EnrolledAsync(_alice);
        var pem = await _client.OpenAsync(await _client.ShowAsync("simpleenroll", await _client.RequestAsync(_host.NewKey()), certificate, key));
        (await OpenSsl.RunAsync("x509", "-in", pem, "-noout", "-text")).ShouldContain($"URI:urn:blazorchat:user:{user}\n");
        (await _client.ShowAsync("simpleenroll", await _client.RenewalAsync(_host.NewKey(), bob, EstHost.Name($"bob-{_alice}")), certificate, key)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_certificate_of_a_disabled_account_is_on_hold_until_it_is_enabled()
    {
        var user = await _host.PersonAsync(_alice);
        var (certificate, key) = await _client.EnrolledAsync(_alice);
        var request = await _client.RenewalAsync(key, user, EstHost.Name(_alice));
        await _host.Get<IAccounts>().DisableAsync(user, Guid.NewGuid(), default);
        var answer = await _client.ShowAsync("simplereenroll", request, certificate, key);
        (answer.Status, answer.Text).ShouldBe((403, "The certificate is on hold until an administrator enables the account.\n"));
        await _host.Get<IAccounts>().EnableAsync(user, Guid.NewGuid(), default);
        (await _client.ShowAsync("simplereenroll", request, certificate, key)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_revoked_certificate_opens_nothing()
    {
        var user = await _host.PersonAsync(_alice);
        var (certificate, key) = await _client.EnrolledAsync(_alice);
        await _host.Get<IAuthority>().RevokeAsync(KeySelection.OfUser(user), RevocationReason.KeyCompromise, Actor.System);
        var answer = await _client.ShowAsync("simpleenroll", await _client.RequestAsync(_host.NewKey()), certificate, key);
        answer.Status.ShouldBe(403);
        answer.Text.ShouldContain("The certificate is revoked.");
    }

    [Fact]
    public async Task Certificates_of_strangers_and_of_devices_open_nothing()
    {
        var user = await _host.PersonAsync(_alice);
        await _client.EnrolledAsync(_alice); // known here from then on
        var (key, stranger) = (_host.NewKey(), _host.NewFile());
        await OpenSsl.RunAsync("req", "-x509", "-new", "-key", key, "-subj", $"/CN={EstHost.Name(_alice)}", "-addext", $"subjectAltName=URI:urn:blazorchat:user:{user}", "-out", stranger);
        var device = TestDevice.New(user) with { Name = EstHost.Name(_alice) };
        var issued = (await _host.Get<IAuthority>().IssueAsync(device.Request())).ShouldBeOfType<IssueResult.Issued>();
        var request = await _client.RequestAsync(_host.NewKey());
        foreach (var (certificate, itsKey) in new[] { (stranger, key), (_host.Write(OpenSsl.Pem(issued.Sig.Der)), _host.Write(device.Sig.ExportPkcs8PrivateKeyPem())) })
        {
            var answer = await _client.ShowAsync("simpleenroll", request, certificate, itsKey);
            (answer.Status, answer.Text).ShouldBe((403, "This is no certificate of a TLS client that this authority has issued.\n"));
        }
    }

    [Fact]
    public async Task Without_a_certificate_the_port_hangs_up_without_an_answer()
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => _client.GetAsync($"{_host.WithCertificate}/.well-known/est/cacerts", "--cacert", _host.ServerCa));
        // TLS 1.3: curl may have sent its request by then, so how it ends differs; that no status came does not.
        failure.Message.ShouldStartWith("curl ended with", Case.Sensitive);
        failure.Message.TrimEnd().ShouldEndWith("000");
    }

    [Fact]
    public async Task Nothing_but_est_is_served_on_the_port()
    {
        await _host.PersonAsync(_alice);
        var (certificate, key) = await _client.EnrolledAsync(_alice);
        string[] shown = ["--cacert", _host.ServerCa, "--cert", certificate, "--key", key];
        (await _client.GetAsync($"{_host.WithCertificate}/.well-known/est/cacerts", shown)).Status.ShouldBe(200);
        (await _client.GetAsync($"{_host.WithCertificate}/pki/root.crt", shown)).Status.ShouldBe(404);
        (await _client.GetAsync($"{_host.Plain}/pki/root.crt")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_certificate_that_has_ended_opens_nothing()
    {
        await using var host = await EstHost.StartAsync();
        var client = new EstClient(host);
        await host.PersonAsync(_alice);
        var (certificate, key) = await client.EnrolledAsync(_alice);
        host.Clock.Advance(TimeSpan.FromDays(365) + TimeSpan.FromSeconds(1));
        var answer = await client.ShowAsync("simpleenroll", await client.RequestAsync(host.NewKey()), certificate, key);
        answer.Status.ShouldBe(403);
        answer.Text.ShouldContain("which is not now. Enrol anew with your password");
    }
}
