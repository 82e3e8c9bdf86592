using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Tests.Support;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public sealed class IssuanceTests(SharedAuthority shared) : IClassFixture<SharedAuthority>
{
    private readonly TestAuthority _host = shared.Host;

    [Fact]
    public async Task Who_was_shut_out_while_the_request_was_under_way_gets_nothing()
    {
        await using var host = await TestAuthority.OpenAsync();
        host.MayBeCertified = _ => false;
        (await host.RefuseAsync(TestDevice.New().Request())).Code.ShouldBe(IssueRefusal.AccountClosed);
        (await host.Authority.VerifyLedgerAsync()).Rows.ShouldBe(1);
    }

    [Fact]
    public async Task Both_certificates_verify_strictly_with_openssl()
    {
        var issued = await _host.IssueAsync(TestDevice.New());
        foreach (var leaf in new[] { issued.Sig, issued.Enc })
        {
            var (exitCode, output) = await OpenSsl.VerifyAsync(_host, leaf.Der);
            exitCode.ShouldBe(0, output);
        }
    }

    [Fact]
    public async Task A_certificate_says_what_its_profile_says_and_nothing_else()
    {
        var device = TestDevice.New();
        var issued = await _host.IssueAsync(device);
        var text = await OpenSsl.RunAsync("x509", "-noout", "-text", "-in", _host.Write("sig.pem", OpenSsl.Pem(issued.Sig.Der)));
        text.ShouldContain("Version: 3 (0x2)");
        text.ShouldContain("Signature Algorithm: sha256WithRSAEncryption");
        text.ShouldContain("Subject: CN = Alice Martin\n");
        text.ShouldContain("X509v3 Key Usage: critical\n                Digital Signature\n");
        text.ShouldContain("X509v3 Basic Constraints: \n                CA:FALSE\n");
        text.ShouldContain($"X509v3 Subject Alternative Name: \n                URI:urn:blazorchat:user:{device.User}:device:{device.Device}\n");
        text.ShouldContain("URI:http://chat.example/pki/issuing.crl");
        text.ShouldContain("CA Issuers - URI:http://chat.example/pki/issuing.cer");
        text.Split("X509v3 ").Length.ShouldBe(8, "keyUsage, constraints, SAN, SKI, AKI, CRL and the heading");
        var encryption = await OpenSsl.RunAsync("x509", "-noout", "-ext", "keyUsage", "-in", _host.Write("enc.pem", OpenSsl.Pem(issued.Enc.Der)));
        encryption.ShouldBe("X509v3 Key Usage: critical\n    Key Encipherment\n");
    }

    [Fact]
    public async Task A_device_is_certified_for_90_days_and_recovery_for_five_years()
    {
        var now = _host.Clock.GetUtcNow();
        var device = TestDevice.New();
        var issued = await _host.IssueAsync(device);
        issued.Sig.NotBefore.ShouldBe(now.AddHours(-1));
        issued.Sig.NotAfter.ShouldBe(now.AddDays(90));
        using (var certificate = X509CertificateLoader.LoadCertificate(issued.Enc.Der.Span))
            new DateTimeOffset(certificate.NotAfter).ShouldBe(now.AddDays(90));
        var recovery = await _host.IssueAsync(TestDevice.Recovery(device.User));
        recovery.Enc.NotAfter.ShouldBe(now.AddDays(5 * 365));
        recovery.Enc.Owner.Uri.ShouldBe($"urn:blazorchat:user:{device.User}:device:recovery");
    }

    [Fact]
    public async Task No_certificate_outlives_its_issuer_and_none_is_issued_after_it()
    {
        await using var host = await TestAuthority.OpenAsync();
        var end = host.Authority.Description.IssuingNotAfter;
        host.Clock.Set(end.AddDays(-30));
        var device = TestDevice.New();
        (await host.IssueAsync(device)).Sig.NotAfter.ShouldBe(end);
        host.Clock.Set(end);
        (await host.RefuseAsync(device.Request())).Code.ShouldBe(IssueRefusal.AuthorityExpired);
    }

    [Fact]
    public async Task The_kid_is_the_thumbprint_of_the_jwk()
    {
        // RFC 7638 3.1, its example.
        const string n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        using var key = RSA.Create(new RSAParameters { Modulus = System.Buffers.Text.Base64Url.DecodeFromChars(n), Exponent = [1, 0, 1] });
        RsaPublicKey.Read(key.ExportSubjectPublicKeyInfo())!.Kid.ShouldBe("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
        var device = TestDevice.New();
        var issued = await _host.IssueAsync(device);
        issued.Sig.Kid.ShouldBe(RsaPublicKey.Read(device.Sig.ExportSubjectPublicKeyInfo())!.Kid);
        issued.Sig.PublicKey.ToArray().ShouldBe(device.Sig.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public async Task Serials_are_128_random_bits_positive_and_short_enough()
    {
        var issued = await _host.IssueAsync(TestDevice.New());
        using var certificate = X509CertificateLoader.LoadCertificate(issued.Sig.Der.Span);
        certificate.SerialNumber.ShouldBe(issued.Sig.Serial);
        certificate.SerialNumberBytes.Length.ShouldBe(17);
        certificate.SerialNumberBytes.Span[0].ShouldBe((byte)0x10);
        issued.Enc.Serial.ShouldNotBe(issued.Sig.Serial);
        // Every one of the 128 bits takes both values.
        var (ones, zeros) = (new byte[16], new byte[16]);
        foreach (var serial in Enumerable.Range(0, 64).Select(_ => SerialNumber.Next().Bytes))
            for (var i = 0; i < 16; i++)
            {
                ones[i] |= serial[i + 1];
                zeros[i] |= (byte)~serial[i + 1];
            }
        ones.ShouldAllBe(octet => octet == 0xFF);
        zeros.ShouldAllBe(octet => octet == 0xFF);
    }

    [Fact]
    public async Task The_same_keys_are_renewed_for_the_same_owner_and_all_leaves_are_served()
    {
        await using var host = await TestAuthority.OpenAsync();
        var device = TestDevice.New();
        var first = await host.IssueAsync(device);
        host.Clock.Advance(TimeSpan.FromDays(100)); // expired meanwhile: an expired device still receives, and may renew
        var second = await host.IssueAsync(device with { Name = "Alice Dupont" });
        second.Sig.Kid.ShouldBe(first.Sig.Kid);
        second.Sig.Serial.ShouldNotBe(first.Sig.Serial);
        var all = await host.Authority.CertificatesOfAsync([first.Sig.Kid, first.Enc.Kid, "unknown"]);
        all.Keys.ShouldBe([first.Sig.Kid, first.Enc.Kid], ignoreOrder: true);
        all[first.Sig.Kid].Select(leaf => leaf.Serial).ShouldBe([first.Sig.Serial, second.Sig.Serial]);
        all[first.Enc.Kid][1].ShouldSatisfyAllConditions(
            leaf => leaf.Owner.ShouldBe(device.Owner),
            leaf => leaf.Use.ShouldBe(KeyUse.Enc),
            leaf => leaf.NotAfter.ShouldBe(second.Enc.NotAfter),
            leaf => leaf.Der.ToArray().ShouldBe(second.Enc.Der.ToArray()));
    }

    [Fact]
    public async Task Recovery_keys_are_replaced_by_new_ones_again_and_again()
    {
        var user = Guid.NewGuid();
        var first = await _host.IssueAsync(TestDevice.Recovery(user));
        var second = await _host.IssueAsync(TestDevice.Recovery(user));
        second.Sig.Kid.ShouldNotBe(first.Sig.Kid);
    }

    [Fact]
    public async Task A_key_has_one_user_one_device_and_one_use()
    {
        var device = TestDevice.New();
        await _host.IssueAsync(device);
        var thief = device with { User = Guid.NewGuid(), Device = Guid.NewGuid().ToString() };
        (await _host.RefuseAsync(thief.Request())).Code.ShouldBe(IssueRefusal.KeyInUse);
        var secondDevice = device with { Device = Guid.NewGuid().ToString() };
        (await _host.RefuseAsync(secondDevice.Request())).Code.ShouldBe(IssueRefusal.KeyInUse);
        var swapped = device with { Sig = device.Enc, Enc = device.Sig };
        (await _host.RefuseAsync(swapped.Request())).Code.ShouldBe(IssueRefusal.KeyInUse);
        var recovery = device with { Device = KeyOwner.Recovery };
        (await _host.RefuseAsync(recovery.Request())).Code.ShouldBe(IssueRefusal.KeyInUse);
    }

    [Fact]
    public async Task A_device_has_one_user_and_one_pair_of_keys()
    {
        var device = TestDevice.New();
        await _host.IssueAsync(device);
        (await _host.RefuseAsync(TestDevice.New(user: null, device.Device).Request())).Code.ShouldBe(IssueRefusal.DeviceInUse);
        (await _host.RefuseAsync(TestDevice.New(device.User, device.Device).Request())).Code.ShouldBe(IssueRefusal.DeviceInUse);
        var mixed = await _host.RefuseAsync((device with { Enc = RsaPool.Next() }).Request());
        (mixed.Code, mixed.Use).ShouldBe((IssueRefusal.DeviceInUse, KeyUse.Enc));
    }

    [Fact]
    public async Task A_key_may_not_both_sign_and_decrypt()
    {
        var device = TestDevice.New();
        (await _host.RefuseAsync((device with { Enc = device.Sig }).Request())).Code.ShouldBe(IssueRefusal.SameKey);
    }

    [Fact]
    public async Task A_refusal_leaves_nothing_behind_but_its_record()
    {
        var device = TestDevice.New();
        await _host.IssueAsync(device);
        var fresh = RsaPool.Next();
        await _host.RefuseAsync(new TestDevice(Guid.NewGuid(), Guid.NewGuid().ToString(), fresh, device.Enc).Request());
        (await _host.Authority.CertificatesOfAsync([RsaPublicKey.Read(fresh.ExportSubjectPublicKeyInfo())!.Kid])).ShouldBeEmpty();
        await _host.IssueAsync(TestDevice.New() with { Sig = fresh });
    }

    [Theory]
    [InlineData("not-a-uuid")]
    [InlineData("0B1F3C58-6C1D-4D8E-9D0A-0C4B5E0F7A11")]
    [InlineData("Recovery")]
    public async Task A_device_id_in_another_form_is_a_fault_of_the_caller(string device) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _host.Authority.IssueAsync(TestDevice.New(user: null, device).Request()));
}
