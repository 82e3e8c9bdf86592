using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>Each leaf here is signed by the issuing CA itself: only the profile stands between it and being believed.</summary>
public sealed class LeafProfileTests(SharedAuthority shared) : IClassFixture<SharedAuthority>
{
    private static readonly TestDevice Device = TestDevice.New();
    private readonly TestAuthority _host = shared.Host;

    private DateTimeOffset Now => _host.Clock.GetUtcNow();

    [Theory]
    [InlineData("good", KeyValidity.Valid)]
    [InlineData("unknown extension", KeyValidity.Valid)]
    [InlineData("unknown critical extension", KeyValidity.Malformed)]
    [InlineData("a CA", KeyValidity.Malformed)]
    [InlineData("no usage", KeyValidity.Malformed)]
    [InlineData("usage not critical", KeyValidity.Malformed)]
    [InlineData("two usages", KeyValidity.Malformed)]
    [InlineData("no name", KeyValidity.Malformed)]
    [InlineData("two names", KeyValidity.Malformed)]
    [InlineData("a DNS name", KeyValidity.Malformed)]
    [InlineData("a weak key", KeyValidity.Malformed)]
    [InlineData("SHA-512", KeyValidity.Malformed)]
    [InlineData("another issuer's name", KeyValidity.Malformed)]
    public void Only_the_profile_is_believed(string kind, KeyValidity expected) =>
        _host.Authority.Validate(Craft(kind), Device.Owner, KeyUse.Sig, Now).ShouldBe(expected);

    private byte[] Craft(string kind)
    {
        using var weak = kind == "a weak key" ? RSA.Create(2048) : null;
        var hash = kind == "SHA-512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;
        var request = new CertificateRequest(new X500DistinguishedName("CN=Alice"), weak ?? Device.Sig, hash, RSASignaturePadding.Pkcs1);
        var usage = kind == "two usages" ? X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment : X509KeyUsageFlags.DigitalSignature;
        if (kind != "no usage")
            request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: kind != "usage not critical"));
        var names = new SubjectAlternativeNameBuilder();
        if (kind == "a DNS name")
            names.AddDnsName("chat.example");
        else
            names.AddUri(new Uri(Device.Owner.Uri));
        if (kind == "two names")
            names.AddUri(new Uri(new KeyOwner(Guid.NewGuid(), KeyOwner.Recovery).Uri));
        if (kind != "no name")
            request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(kind == "a CA", false, 0, critical: false));
        if (kind.StartsWith("unknown", StringComparison.Ordinal))
            request.CertificateExtensions.Add(new X509Extension("1.2.3.4", [5, 0], critical: kind == "unknown critical extension"));
        var keys = _host.Get<OpenedAuthority>().Keys;
        var issuer = kind == "another issuer's name" ? keys.Root.Subject : keys.Issuing.Subject;
        return keys.IssuingKey.Use(key =>
        {
            using var certificate = request.Create(issuer, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), Now.AddHours(-1), Now.AddDays(1), SerialNumber.Next().Bytes);
            return certificate.RawData;
        });
    }
}
