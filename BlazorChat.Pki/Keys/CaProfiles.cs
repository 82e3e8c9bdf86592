using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Issuance;

namespace BlazorChat.Pki.Keys;

/// <summary>The certificates of root and issuing CA (RFC 5280 4.2): two levels, nothing below the issuing CA but leaves.</summary>
internal static class CaProfiles
{
    private const int RootYears = 20;
    private const int IssuingYears = 10;
    private static readonly TimeSpan Backdate = TimeSpan.FromDays(1); // a browser whose clock is behind must still accept the first leaf

    public static CaCertificate Root(RSA key, AuthoritySettings settings, DateTimeOffset now)
    {
        var name = Name("BlazorChat Root CA", settings);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        // RFC 5280 4.2.1.9: at most one CA below.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 1, true));
        AddCommon(request);
        return Sign(request, name, key, now, now.AddYears(RootYears));
    }

    public static CaCertificate Issuing(RSA key, CaCertificate root, RSA rootKey, AuthoritySettings settings, DateTimeOffset now)
    {
        var request = new CertificateRequest(Name("BlazorChat Issuing CA", settings), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        AddCommon(request);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(root.KeyIdentifier.Span));
        request.CertificateExtensions.Add(LeafExtensions.RevocationList(settings.Address(AuthorityAddresses.RootCrl)));
        request.CertificateExtensions.Add(LeafExtensions.Issuer(settings.Address(AuthorityAddresses.RootDer)));
        return Sign(request, root.Subject, rootKey, now, now.AddYears(IssuingYears));
    }

    private static void AddCommon(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(LeafExtensions.KeyIdentifier(request.PublicKey));
    }

    private static CaCertificate Sign(CertificateRequest request, X500DistinguishedName issuer, RSA key, DateTimeOffset now, DateTimeOffset notAfter)
    {
        var generator = X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(issuer, generator, now - Backdate, notAfter, SerialNumber.Next().Bytes);
        return CaCertificate.Parse(certificate.RawData);
    }

    private static X500DistinguishedName Name(string commonName, AuthoritySettings settings)
    {
        // The builder writes the last call first: organisation, then common name.
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        name.AddOrganizationName(CommonName.Sanitise(settings.PublicUrl.Host, "BlazorChat"));
        return name.Build();
    }
}
