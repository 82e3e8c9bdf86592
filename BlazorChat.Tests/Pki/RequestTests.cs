using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Tests.Support;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>Requests as openssl writes them, good and bad.</summary>
public sealed class RequestTests(SharedAuthority shared) : IClassFixture<SharedAuthority>
{
    private static int files;
    private static readonly TestDevice Device = TestDevice.New();
    private readonly TestAuthority _host = shared.Host;

    [Fact]
    public async Task Requests_made_by_openssl_are_certified()
    {
        var request = Device.Request() with { SigCsr = await CsrAsync(Device.Sig), EncCsr = await CsrAsync(Device.Enc) };
        (await _host.Authority.IssueAsync(request)).ShouldBeOfType<IssueResult.Issued>();
    }

    [Theory]
    [InlineData("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32")]
    [InlineData("-sha256")]
    public async Task Both_signature_schemes_of_the_browser_are_taken(params string[] options) =>
        (await CertifyAsync(await CsrAsync(Device.Sig, options: options))).ShouldBeOfType<IssueResult.Issued>();

    [Theory]
    [InlineData("-md5")]
    [InlineData("-sha1")]
    [InlineData("-sha512")]
    [InlineData("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:20")]
    public async Task Any_other_signature_is_refused(params string[] options) =>
        (await RefuseAsync(await CsrAsync(Device.Sig, options: options))).ShouldBe(IssueRefusal.BadSignature);

    [Theory]
    [InlineData("RSA", "rsa_keygen_bits:1024")]
    [InlineData("RSA", "rsa_keygen_bits:2048")]
    [InlineData("RSA", "rsa_keygen_bits:3064")]
    [InlineData("EC", "ec_paramgen_curve:P-256")]
    [InlineData("ED25519", null)]
    public async Task A_key_of_another_kind_or_size_is_refused(string algorithm, string? option)
    {
        var key = Path.Combine(_host.Home, $"{Guid.NewGuid()}.key");
        await OpenSsl.RunAsync(["genpkey", "-algorithm", algorithm, .. option is null ? Array.Empty<string>() : ["-pkeyopt", option], "-out", key]);
        (await RefuseAsync(await CsrAsync(key))).ShouldBe(IssueRefusal.WeakKey);
    }

    [Fact]
    public async Task An_exponent_other_than_65537_is_refused()
    {
        var key = Path.Combine(_host.Home, $"{Guid.NewGuid()}.key");
        await OpenSsl.RunAsync("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072", "-pkeyopt", "rsa_keygen_pubexp:3", "-out", key);
        (await RefuseAsync(await CsrAsync(key))).ShouldBe(IssueRefusal.WeakKey);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    public async Task An_exponent_other_than_65537_is_refused_whoever_signed(byte exponent)
    {
        // With exponent 1 everybody can sign: the padded hash is the signature.
        var good = SignedStructure.Read(Device.Csr(Device.Sig, RSASignaturePadding.Pkcs1));
        var signed = Replace(good.Signed.ToArray(), Device.Sig.ExportSubjectPublicKeyInfo(), PublicKey(Device.Sig.ExportParameters(includePrivateParameters: false).Modulus!, exponent));
        var signature = exponent == 1 ? Padded(SHA256.HashData(signed)) : Device.Sig.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        (await RefuseAsync(SignedStructure.Write(signed, signature))).ShouldBe(IssueRefusal.WeakKey);
    }

    [Theory]
    [InlineData("challengePassword=another-nonce")]
    [InlineData("challengePassword=bm9uY2Utb2YtdGhlLWF1dGhvcml0eQ_-1")]
    [InlineData("challengePassword=bm9uY2Utb2YtdGhlLWF1dGhvcml0eQ_-00")]
    [InlineData("")]
    public async Task Without_the_nonce_nothing_is_certified(string attribute) =>
        (await RefuseAsync(await CsrAsync(Device.Sig, attributes: attribute))).ShouldBe(IssueRefusal.WrongNonce);

    [Fact]
    public async Task An_empty_nonce_is_not_met_by_a_request_without_one()
    {
        var request = Device.Request() with { SigCsr = await CsrAsync(Device.Sig, attributes: ""), ExpectedNonce = "" };
        (await _host.RefuseAsync(request)).Code.ShouldBe(IssueRefusal.WrongNonce);
    }

    [Fact]
    public async Task A_subject_that_is_the_owner_is_taken()
    {
        string[] subjects = [$"CN={Device.Name}", $"CN={Device.User}"];
        foreach (var subject in subjects)
            (await CertifyAsync(await CsrAsync(Device.Sig, subject: subject))).ShouldBeOfType<IssueResult.Issued>();
    }

    [Theory]
    [InlineData("CN=Bob")]
    [InlineData("O=Alice Martin")]
    [InlineData("0.CN=Alice Martin\n1.CN=Alice Martin")]
    [InlineData("CN=Alice Martin\n+O=Evil")]
    public async Task Any_other_subject_is_refused(string subject) =>
        (await RefuseAsync(await CsrAsync(Device.Sig, subject: subject))).ShouldBe(IssueRefusal.ForeignName);

    [Fact]
    public async Task A_foreign_name_in_the_san_is_refused_and_recorded()
    {
        var foreign = Device.Owner with { User = Guid.NewGuid() };
        string[] names = [$"URI:{foreign.Uri}", $"URI:{Device.Owner.Uri},URI:{foreign.Uri}", $"URI:{Device.Owner.Uri},DNS:chat.example", "email:alice@chat.example"];
        var rows = (await _host.Authority.VerifyLedgerAsync()).Rows;
        foreach (var name in names)
            (await RefuseAsync(await CsrAsync(Device.Sig, extensions: $"subjectAltName={name}"))).ShouldBe(IssueRefusal.ForeignName);
        (await _host.Authority.VerifyLedgerAsync()).Rows.ShouldBe(rows + names.Length);
    }

    [Fact]
    public async Task The_own_name_and_usage_may_be_asked_for()
    {
        var csr = await CsrAsync(Device.Sig, extensions: $"subjectAltName=URI:{Device.Owner.Uri}\nkeyUsage=critical,digitalSignature");
        (await CertifyAsync(csr)).ShouldBeOfType<IssueResult.Issued>();
    }

    [Theory]
    [InlineData("basicConstraints=critical,CA:TRUE")]
    [InlineData("basicConstraints=CA:FALSE")]
    [InlineData("keyUsage=keyCertSign")]
    [InlineData("keyUsage=digitalSignature,keyEncipherment")]
    [InlineData("extendedKeyUsage=serverAuth")]
    [InlineData("1.2.3.4=DER:0500")]
    public async Task Any_other_extension_is_refused(string extension) =>
        (await RefuseAsync(await CsrAsync(Device.Sig, extensions: extension))).ShouldBe(IssueRefusal.ExtraExtension);

    [Fact]
    public async Task An_unknown_attribute_is_refused() =>
        (await RefuseAsync(await CsrAsync(Device.Sig, attributes: $"challengePassword={TestAuthority.Nonce}\nunstructuredName=x"))).ShouldBe(IssueRefusal.BadRequest);

    [Fact]
    public async Task A_signature_by_another_key_is_refused()
    {
        var csr = Device.Csr(Device.Sig, RSASignaturePadding.Pkcs1);
        using var other = RsaPool.Next();
        var structure = SignedStructure.Read(csr);
        var forged = SignedStructure.Write(structure.Signed.Span, other.SignData(structure.Signed.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        (await RefuseAsync(forged)).ShouldBe(IssueRefusal.BadSignature);
    }

    [Fact]
    public async Task A_request_that_is_not_strict_der_is_refused()
    {
        var good = Device.Csr(Device.Sig, RSASignaturePadding.Pkcs1);
        var pem = Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE REQUEST", good));
        byte[][] bad = [[], [0x30], [0x30, 0x00], [.. good, 0x00], good[..^1], good[1..], pem, [.. "From: Alice\n\n"u8, .. pem, .. "-- \nsent from my phone"u8], [0x30, 0x80, .. good[4..], 0, 0], new byte[1024 * 1024], [.. good, .. new byte[10_000]], RandomNumberGenerator.GetBytes(500)];
        foreach (var csr in bad)
            (await RefuseAsync(csr)).ShouldBe(IssueRefusal.BadRequest, $"{csr.Length} bytes");
    }

    [Fact]
    public async Task A_changed_octet_anywhere_is_refused_without_a_fault()
    {
        var good = Device.Csr(Device.Sig, RSASignaturePadding.Pss);
        for (var i = 0; i < good.Length; i += 7)
        {
            var changed = (byte[])good.Clone();
            changed[i] ^= (byte)(1 << (i % 8));
            (await CertifyAsync(changed)).ShouldBeOfType<IssueResult.Refused>($"octet {i}");
        }
    }

    [Fact]
    public async Task The_second_request_is_checked_as_the_first()
    {
        var refused = await _host.RefuseAsync(Device.Request() with { EncCsr = await CsrAsync(Device.Enc, attributes: "challengePassword=x") });
        (refused.Code, refused.Use).ShouldBe((IssueRefusal.WrongNonce, KeyUse.Enc));
        refused = await _host.RefuseAsync(Device.Request() with { EncCsr = await CsrAsync(Device.Enc, extensions: "keyUsage=digitalSignature") });
        (refused.Code, refused.Use).ShouldBe((IssueRefusal.ExtraExtension, KeyUse.Enc));
    }

    /// <summary>CertificationRequestInfo with another key in it, and the lengths that follow.</summary>
    private static byte[] Replace(byte[] info, byte[] key, byte[] by)
    {
        var body = info[4..]; // SEQUENCE, 0x82, two octets of length
        var at = body.AsSpan().IndexOf(key);
        byte[] changed = [.. body[..at], .. by, .. body[(at + key.Length)..]];
        return [0x30, 0x82, (byte)(changed.Length >> 8), (byte)changed.Length, .. changed];
    }

    /// <summary>SubjectPublicKeyInfo by hand: openssl makes no key with exponent 1.</summary>
    private static byte[] PublicKey(byte[] modulus, byte exponent)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteIntegerUnsigned(modulus);
            key.WriteInteger(exponent);
        }
        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteEncodedValue(Convert.FromHexString("300D06092A864886F70D0101010500")); // rsaEncryption, NULL
            info.WriteBitString(key.Encode());
        }
        return info.Encode();
    }

    /// <summary>EMSA-PKCS1-v1_5 (RFC 8017 9.2) in 384 octets.</summary>
    private static byte[] Padded(byte[] hash)
    {
        var info = Convert.FromHexString("3031300D060960864801650304020105000420");
        return [0, 1, .. Enumerable.Repeat((byte)0xFF, 384 - 3 - info.Length - hash.Length), 0, .. info, .. hash];
    }

    private Task<IssueResult> CertifyAsync(byte[] sigCsr) => _host.Authority.IssueAsync(Device.Request() with { SigCsr = sigCsr });

    private async Task<string> RefuseAsync(byte[] sigCsr)
    {
        var refused = (await CertifyAsync(sigCsr)).ShouldBeOfType<IssueResult.Refused>();
        refused.Use.ShouldBe(KeyUse.Sig);
        return refused.Code;
    }

    private Task<byte[]> CsrAsync(RSA key, string subject = "CN=Alice Martin", string attributes = $"challengePassword={TestAuthority.Nonce}", string extensions = "", string[]? options = null) =>
        CsrAsync(_host.Write($"{Interlocked.Increment(ref files)}.key", key.ExportPkcs8PrivateKeyPem()), subject, attributes, extensions, options);

    private async Task<byte[]> CsrAsync(string key, string subject = "CN=Alice Martin", string attributes = $"challengePassword={TestAuthority.Nonce}", string extensions = "", string[]? options = null)
    {
        var number = Interlocked.Increment(ref files);
        var config = _host.Write($"{number}.cnf", $"""
            [req]
            distinguished_name = dn
            prompt = no
            string_mask = utf8only
            {(attributes.Length > 0 ? "attributes = attributes" : "")}
            {(extensions.Length > 0 ? "req_extensions = extensions" : "")}
            [dn]
            {subject}
            [attributes]
            {attributes}
            [extensions]
            {extensions}
            """);
        var output = Path.Combine(_host.Home, $"{number}.csr");
        await OpenSsl.RunAsync(["req", "-new", "-utf8", "-key", key, "-config", config, "-outform", "DER", "-out", output, .. options ?? []]);
        return await File.ReadAllBytesAsync(output);
    }
}
