using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Lints;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>Each certificate here is wrong in one way; the lint of that rule says so before anything is signed.</summary>
public sealed class LintTests(SharedAuthority shared) : IClassFixture<SharedAuthority>
{
    private static readonly TestDevice Device = TestDevice.New();
    private readonly LeafSubject _meant = LeafSubject.Device(Device.Owner, KeyUse.Sig, Device.Name);
    private readonly CaCertificate _issuer = shared.Host.Get<OpenedAuthority>().Keys.Issuing;

    private DateTimeOffset Now => shared.Host.Clock.GetUtcNow();

    [Fact]
    public async Task What_was_checked_is_what_was_signed()
    {
        var issued = await shared.Host.IssueAsync(TestDevice.New());
        var subject = LeafSubject.Device(issued.Sig.Owner, KeyUse.Sig, Device.Name);
        CertificateLints.Check(SignedStructure.Read(issued.Sig.Der).Signed, subject, _issuer).ShouldBeNull();

        var (written, signed) = (ToBeSigned("good"), Array.Empty<byte>());
        var (certificate, failure) = LintedCertificate.Sign(written, _meant, _issuer, bytes => Sign(signed = bytes));
        failure.ShouldBeNull();
        signed.ShouldBe(written);
        SignedStructure.Read(certificate).Signed.ToArray().ShouldBe(written);
    }

    [Theory]
    [InlineData("good", null)]
    [InlineData("a serial of 16 octets", "serial")]
    [InlineData("SHA-512", "algorithm")]
    [InlineData("another issuer", "issuer")]
    [InlineData("too long", "lifetime")]
    [InlineData("before the issuer", "within the issuer")]
    [InlineData("after the issuer", "within the issuer")]
    [InlineData("another name", "subject")]
    [InlineData("no name", "subject")]
    [InlineData("two names", "subject")]
    [InlineData("an extension more", "extensions")]
    [InlineData("an extension less", "extensions")]
    [InlineData("a critical name", "critical")]
    [InlineData("usage not critical", "critical")]
    [InlineData("a CA", "no authority")]
    [InlineData("another usage", "key usage")]
    [InlineData("another owner", "names")]
    [InlineData("two owners", "names")]
    [InlineData("another subject key", "subject key")]
    [InlineData("another authority key", "authority key")]
    [InlineData("a list on disk", "revocation list")]
    [InlineData("an issuer on disk", "authority information")]
    [InlineData("OCSP on disk", "authority information")]
    [InlineData("no OCSP", "authority information")]
    [InlineData("a small key", "key size")]
    public void A_certificate_that_breaks_a_rule_is_not_signed(string kind, string? lint)
    {
        var signed = false;
        var (certificate, failure) = LintedCertificate.Sign(ToBeSigned(kind), _meant, kind == "after the issuer" ? Ending(_issuer) : _issuer, bytes =>
        {
            signed = true;
            return Sign(bytes);
        });
        (certificate is null).ShouldBe(lint is not null);
        failure?.Name.ShouldBe(lint, failure.ToString());
        (failure is null).ShouldBe(lint is null);
        signed.ShouldBe(lint is null);
    }

    [Theory]
    [InlineData("tls-client", "purpose")]
    [InlineData("ocsp", "no revocation check")]
    public void A_purpose_other_than_the_profiles_breaks_a_rule(string kind, string lint)
    {
        var meant = kind == "ocsp" ? LeafSubject.OcspSigner : LeafSubject.TlsClient(Device.User, Device.Name);
        var request = Empty(meant.CommonName, Device.Sig);
        foreach (var extension in meant.Extensions)
            request.CertificateExtensions.Add(extension.Oid!.Value switch
            {
                LeafExtensions.ExtendedKeyUsage when kind == "tls-client" => LeafExtensions.Purpose(LeafExtensions.ServerAuthentication),
                LeafExtensions.OcspNoCheck => new X509Extension(LeafExtensions.OcspNoCheck, [4, 0], critical: false),
                _ => extension,
            });
        AddRest(request, kind == "ocsp" ? "no OCSP" : "good");
        CertificateLints.Check(Signed(request, Now, Now.AddDays(1)), meant, _issuer)!.Name.ShouldBe(lint);
    }

    [Fact]
    public void Bytes_that_are_no_certificate_are_not_signed()
    {
        ReadOnlyMemory<byte> good = ToBeSigned("good");
        CertificateLints.Check(good, _meant, _issuer).ShouldBeNull();
        CertificateLints.Check(good[..^1], _meant, _issuer)!.Name.ShouldBe("der");
        CertificateLints.Check(new byte[] { 0x30, 0 }, _meant, _issuer)!.Name.ShouldBe("der");
        CertificateLints.Check((byte[])[.. good.Span, 0], _meant, _issuer)!.Name.ShouldBe("der");
        // Version 2 instead of 3: [0] { INTEGER 1 }.
        var version = good.ToArray();
        version[good.Span.IndexOf((ReadOnlySpan<byte>)[0xA0, 3, 2, 1, 2]) + 4] = 1;
        CertificateLints.Check(version, _meant, _issuer)!.Name.ShouldBe("version");
    }

    private byte[] ToBeSigned(string kind)
    {
        using var small = kind == "a small key" ? RSA.Create(2048) : null;
        var issuer = kind == "another issuer" ? new X500DistinguishedName("CN=Somebody") : _issuer.Subject;
        var (from, to) = kind switch
        {
            "too long" => (Now.AddHours(-1), Now.AddDays(91)),
            "before the issuer" => (_issuer.NotBefore.AddSeconds(-1), Now),
            _ => (Now.AddHours(-1), Now.AddDays(90)),
        };
        var serial = kind == "a serial of 16 octets" ? SerialNumber.Next().Bytes[..16] : SerialNumber.Next().Bytes;
        return Signed(Request(kind, small), from, to, issuer, serial);
    }

    /// <summary>What the framework writes, and signs with some key.</summary>
    private byte[] Signed(CertificateRequest request, DateTimeOffset from, DateTimeOffset to, X500DistinguishedName? issuer = null, byte[]? serial = null)
    {
        using var certificate = request.Create(issuer ?? _issuer.Subject, Generator(Device.Sig), from, to, serial ?? SerialNumber.Next().Bytes);
        return SignedStructure.Read(certificate.RawData).Signed.ToArray();
    }

    private static byte[] Sign(byte[] bytes) => Device.Sig.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private CertificateRequest Request(string kind, RSA? key = null)
    {
        var subject = kind switch { "another name" => "Bob", "no name" => null, _ => Device.Name };
        var request = Empty(subject, key ?? Device.Sig, kind);
        foreach (var extension in _meant.Extensions)
            request.CertificateExtensions.Add(Changed(extension, kind));
        AddRest(request, kind, key);
        if (kind == "an extension more")
            request.CertificateExtensions.Add(new X509Extension("1.2.3.4", [5, 0], critical: false));
        return request;
    }

    private static CertificateRequest Empty(string? subject, RSA key, string kind = "good")
    {
        var name = new X500DistinguishedNameBuilder();
        if (subject is not null)
            name.AddCommonName(subject);
        if (kind == "two names")
            name.AddCommonName("Bob");
        return new CertificateRequest(name.Build(), key, kind == "SHA-512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static X509Extension Changed(X509Extension extension, string kind) => (extension.Oid!.Value, kind) switch
    {
        (LeafExtensions.SubjectAlternativeName, "a critical name") => new X509Extension(extension, critical: true),
        (LeafExtensions.SubjectAlternativeName, "another owner") => LeafExtensions.Owner(Device.Owner.Uri + "0"),
        (LeafExtensions.SubjectAlternativeName, "two owners") => TwoOwners(),
        (LeafExtensions.KeyUsage, "usage not critical") => new X509Extension(extension, critical: false),
        (LeafExtensions.KeyUsage, "another usage") => LeafExtensions.Usage(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.DecipherOnly),
        (LeafExtensions.BasicConstraints, "a CA") => new X509BasicConstraintsExtension(true, false, 0, critical: false),
        _ => extension,
    };

    private static X509Extension TwoOwners()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(Device.Owner.Uri));
        names.AddDnsName("chat.example");
        return names.Build();
    }

    private void AddRest(CertificateRequest request, string kind, RSA? key = null)
    {
        var disk = new Uri("file:///etc/passwd");
        var web = new Uri("http://chat.example/pki/x");
        if (kind != "an extension less")
            request.CertificateExtensions.Add(kind == "another subject key" ? LeafExtensions.KeyIdentifier(Device.Enc.ExportSubjectPublicKeyInfo()) : LeafExtensions.KeyIdentifier((key ?? Device.Sig).ExportSubjectPublicKeyInfo()));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(kind == "another authority key" ? new byte[20] : _issuer.KeyIdentifier.Span));
        request.CertificateExtensions.Add(LeafExtensions.RevocationList(kind == "a list on disk" ? disk : web));
        request.CertificateExtensions.Add(LeafExtensions.Issuer(kind == "an issuer on disk" ? disk : web, kind == "OCSP on disk" ? disk : kind == "no OCSP" ? null : web));
    }

    /// <summary>The same CA, but for its certificate, which ends tomorrow.</summary>
    private CaCertificate Ending(CaCertificate issuer)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(issuer.PublicKey, out _);
        var request = new CertificateRequest(issuer.Subject, new PublicKey(key), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(issuer.KeyIdentifier.Span, critical: false));
        using var certificate = request.Create(issuer.Subject, Generator(Device.Enc), issuer.NotBefore, Now.AddDays(1), SerialNumber.Next().Bytes);
        return CaCertificate.Parse(certificate.RawData);
    }

    private static X509SignatureGenerator Generator(RSA key) => X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1);
}
