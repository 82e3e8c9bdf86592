using System.Security.Cryptography;
using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>Certificates for TLS and OCSP: what they say, whose they are, and that they are never a device's.</summary>
public sealed class TlsProfileTests(SharedAuthority shared) : IClassFixture<SharedAuthority>
{
    private static readonly Guid User = Guid.NewGuid();
    private readonly TestAuthority _host = shared.Host;

    private DateTimeOffset Now => _host.Clock.GetUtcNow();

    [Theory]
    [InlineData("tls-server", "sslserver", 90)]
    [InlineData("tls-client", "sslclient", 365)]
    [InlineData("ocsp-signer", "ocsphelper", 30)]
    public async Task Openssl_takes_each_for_its_purpose_and_no_other(string profile, string purpose, int days)
    {
        var leaf = await CertifyAsync(Subject(profile));
        leaf.NotBefore.ShouldBe(Now.AddHours(-1));
        leaf.NotAfter.ShouldBe(Now.AddDays(days));
        foreach (var asked in new[] { "sslserver", "sslclient", "ocsphelper", "smimesign", "crlsign" })
        {
            var (exitCode, output) = await OpenSsl.VerifyAsync(_host, leaf.Der, "-purpose", asked);
            // openssl takes any certificate for an OCSP helper and leaves the purpose to its OCSP code.
            (exitCode == 0).ShouldBe(asked == purpose || asked == "ocsphelper", $"{asked}: {output}");
        }
    }

    [Theory]
    [InlineData("tls-server", "Digital Signature, Key Encipherment", "TLS Web Server Authentication")]
    [InlineData("tls-client", "Digital Signature", "TLS Web Client Authentication")]
    [InlineData("ocsp-signer", "Digital Signature", "OCSP Signing")]
    public async Task Each_says_what_its_profile_says_and_nothing_else(string profile, string usage, string purpose)
    {
        var leaf = await CertifyAsync(Subject(profile));
        var text = await OpenSsl.RunAsync("x509", "-noout", "-text", "-in", _host.Write($"{profile}.pem", OpenSsl.Pem(leaf.Der)));
        text.ShouldContain($"X509v3 Key Usage: critical\n                {usage}\n");
        text.ShouldContain($"X509v3 Extended Key Usage: \n                {purpose}\n");
        text.ShouldContain("X509v3 Basic Constraints: \n                CA:FALSE\n");
        text.Split("X509v3 ").Length.ShouldBe(profile == "ocsp-signer" ? 8 : 9, "usage, purpose, constraints, SAN if any, SKI, AKI, CRL and the heading");
        text.Contains("OCSP No Check: \n", StringComparison.Ordinal).ShouldBe(profile == "ocsp-signer");
        if (profile == "tls-client")
            text.ShouldContain($"X509v3 Subject Alternative Name: \n                URI:urn:blazorchat:user:{User}\n");
        if (profile == "tls-server")
            text.ShouldContain("X509v3 Subject Alternative Name: \n                DNS:chat.example, DNS:xn--bcher-kva.example, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7\n");
        if (profile == "ocsp-signer")
            text.ShouldNotContain("Alternative Name");
    }

    [Theory]
    [InlineData("tls-server")]
    [InlineData("tls-client")]
    [InlineData("ocsp-signer")]
    public async Task None_is_ever_taken_for_a_devices(string profile)
    {
        var leaf = await CertifyAsync(Subject(profile));
        _host.Authority.IsIssuedHere(leaf.Der).ShouldBeFalse();
        foreach (var use in Enum.GetValues<KeyUse>())
        {
            _host.Authority.Validate(leaf.Der, leaf.Owner, use, Now).ShouldBe(KeyValidity.Malformed);
            (await _host.Authority.ValidateNowAsync(leaf.Kid, leaf.Owner, use)).ShouldBe(KeyValidity.Unknown);
        }
        (await _host.Authority.CertificatesOfAsync([leaf.Kid])).ShouldBeEmpty("it is not served as a key of the protocol");
    }

    [Fact]
    public async Task A_key_of_a_device_is_never_certified_for_tls_and_the_other_way_round()
    {
        var device = TestDevice.New(User);
        await _host.IssueAsync(device);
        foreach (var profile in new[] { "tls-server", "tls-client", "ocsp-signer" })
            (await RefuseAsync(Key(device.Sig), Subject(profile))).Code.ShouldBe(IssueRefusal.KeyInUse, profile);

        var other = TestDevice.New(User);
        await CertifyAsync(Subject("tls-client"), Key(other.Sig));
        (await _host.RefuseAsync(other.Request())).Code.ShouldBe(IssueRefusal.KeyInUse);
        (await RefuseAsync(Key(other.Sig), Subject("ocsp-signer"))).Code.ShouldBe(IssueRefusal.KeyInUse);
        (await RefuseAsync(Key(other.Sig), LeafSubject.TlsClient(Guid.NewGuid(), "Bob"))).Code.ShouldBe(IssueRefusal.KeyInUse);
        await CertifyAsync(Subject("tls-client"), Key(other.Sig));
    }

    [Fact]
    public async Task A_servers_key_belongs_to_its_names()
    {
        var key = Key(RsaPool.Next());
        await CertifyAsync(LeafSubject.TlsServer(Names("chat.example", "192.0.2.7")), key);
        await CertifyAsync(LeafSubject.TlsServer(Names("192.0.2.7", "CHAT.example")), key);
        (await RefuseAsync(key, LeafSubject.TlsServer(Names("chat.example")))).Code.ShouldBe(IssueRefusal.KeyInUse);
    }

    [Fact]
    public async Task Requests_refused_for_whose_they_are_go_on_record_without_a_user_where_there_is_none()
    {
        var device = TestDevice.New();
        await _host.IssueAsync(device);
        await RefuseAsync(Key(device.Enc), Subject("ocsp-signer"));
        await using var database = await _host.DatabaseAsync();
        var row = await database.Set<LedgerRow>().OrderByDescending(row => row.Seq).FirstAsync();
        (row.Act, row.User, row.Device, row.Reason, row.Actor).ShouldBe((LedgerAct.Refuse, null, "ocsp", IssueRefusal.KeyInUse, "system"));
        (await _host.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task They_are_revoked_held_and_released_as_all_others_and_the_status_by_serial_says_so()
    {
        var user = Guid.NewGuid();
        var client = await CertifyAsync(LeafSubject.TlsClient(user, "Alice"));
        var server = await CertifyAsync(Subject("tls-server"));
        (await StatusAsync(client, server)).Values.ShouldAllBe(status => status.State == KeyState.Good);

        await _host.Authority.HoldAsync(KeySelection.OfUser(user), Actor.System); // as when the directory disables an account
        (await StatusAsync(client))[client.Serial].ShouldBe(new KeyStatus(KeyState.Held, Now, null));
        (await OpenSsl.VerifyAsync(_host, client.Der, "-purpose", "sslclient")).Output.ShouldContain("certificate revoked");
        await _host.Authority.ReleaseAsync(KeySelection.OfUser(user), Actor.System);
        (await OpenSsl.VerifyAsync(_host, client.Der, "-purpose", "sslclient")).ExitCode.ShouldBe(0);

        await _host.Authority.RevokeAsync(KeySelection.Of(server.Kid), RevocationReason.KeyCompromise, Actor.Host);
        (await StatusAsync(server))[server.Serial].ShouldBe(new KeyStatus(KeyState.Revoked, Now, RevocationReason.KeyCompromise));
        (await OpenSsl.VerifyAsync(_host, server.Der)).Output.ShouldContain("certificate revoked");
        (await OpenSsl.ReadCrlAsync(_host)).ShouldContain(server.Serial);
        (await _host.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task A_serial_of_nobody_or_of_another_ca_is_unknown()
    {
        var leaf = await CertifyAsync(Subject("tls-server"));
        var find = _host.Get<FindSerials>();
        (await find.HandleAsync(_host.Get<OpenedAuthority>().Keys.Issuing.Id, [SerialNumber.Next().ToString(), "00", ""], CancellationToken.None)).ShouldBeEmpty();
        (await find.HandleAsync(_host.Get<OpenedAuthority>().Keys.Root.Id, [leaf.Serial], CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_display_name_leaves_a_tls_client_alone()
    {
        var user = Guid.NewGuid();
        await CertifyAsync(LeafSubject.TlsClient(user, "Alice"));
        (await _host.Authority.RenameAsync(user, "Alice Dupont", Actor.System)).ShouldBe(0);
    }

    private async Task<IReadOnlyDictionary<string, KeyStatus>> StatusAsync(params IssuedCertificate[] leaves)
    {
        var kids = await _host.Get<FindSerials>().HandleAsync(_host.Get<OpenedAuthority>().Keys.Issuing.Id, [.. leaves.Select(leaf => leaf.Serial)], CancellationToken.None);
        return kids.ToDictionary(kid => kid.Key, kid => _host.Authority.StatusOf(kid.Value));
    }

    private static LeafSubject Subject(string profile) => profile switch
    {
        "tls-server" => LeafSubject.TlsServer(Names("chat.example", "bücher.example", "192.0.2.7", "2001:db8::7")),
        "tls-client" => LeafSubject.TlsClient(User, "Alice Martin"),
        _ => LeafSubject.OcspSigner,
    };

    private static ServerNames Names(params string[] names) =>
        ServerNames.TryParse(names, out var parsed, out var problem) ? parsed : throw new ArgumentException(problem, nameof(names));

    private static RsaPublicKey Key(RSA key) => RsaPublicKey.Read(key.ExportSubjectPublicKeyInfo())!;

    private async Task<IssuedCertificate> CertifyAsync(LeafSubject subject, RsaPublicKey? key = null)
    {
        var (issued, refusal) = await _host.Get<CertifyKeys>().HandleAsync(key ?? Key(RsaPool.Next()), subject, Actor.System, CancellationToken.None);
        refusal.ShouldBeNull();
        return issued.ShouldNotBeNull();
    }

    private async Task<IssueResult.Refused> RefuseAsync(RsaPublicKey key, LeafSubject subject)
    {
        var (issued, refusal) = await _host.Get<CertifyKeys>().HandleAsync(key, subject, Actor.System, CancellationToken.None);
        issued.ShouldBeNull();
        return refusal.ShouldNotBeNull();
    }
}
