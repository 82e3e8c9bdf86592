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

    public const string RevocationListType = "2.5.29.31"; // RFC 5280 4.2.1.13
    public const string IssuerType = "1.3.6.1.5.5.7.1.1"; // RFC 5280 4.2.2.1

    public static CaCertificate Root(RSA key, X500DistinguishedName name, DateTimeOffset now)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        // RFC 5280 4.2.1.9: at most one CA below.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 1, true));
        AddCommon(request);
        return Sign(request, name, key, now, now.AddYears(RootYears));
    }

    public static CaCertificate Issuing(RSA key, CaCertificate root, RSA rootKey, AuthoritySettings settings, DateTimeOffset now)
    {
        List<X509Extension> addresses = [.. Addresses(settings, ordinal: 1)];
        return Issuing(key.ExportSubjectPublicKeyInfo(), Name("BlazorChat Issuing CA", settings.PublicUrl.Host),
            addresses.ConvertAll(extension => new RequestedExtension(extension.Oid!.Value!, extension.Critical, extension.RawData)), root, rootKey, now);
    }

    /// <param name="key">SubjectPublicKeyInfo, DER.</param>
    /// <param name="addresses">Where the root's list and certificate are, as the host asked.</param>
    public static CaCertificate Issuing(byte[] key, X500DistinguishedName name, IReadOnlyList<RequestedExtension> addresses, CaCertificate root, RSA rootKey, DateTimeOffset now)
    {
        var request = new CertificateRequest(name, PublicKey.CreateFromSubjectPublicKeyInfo(key, out _), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        AddCommon(request);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(root.KeyIdentifier.Span));
        foreach (var extension in addresses)
            request.CertificateExtensions.Add(new X509Extension(extension.Type, extension.Value.Span, critical: false));
        return Sign(request, root.Subject, rootKey, now, Earlier(now.AddYears(IssuingYears), root.NotAfter));
    }

    /// <summary>PKCS#10 (RFC 2986) for an issuing CA, with all that its certificate should say.</summary>
    public static string Request(RSA key, AuthoritySettings settings, int ordinal)
    {
        var request = new CertificateRequest(Name(ordinal == 1 ? "BlazorChat Issuing CA" : $"BlazorChat Issuing CA {ordinal}", settings.PublicUrl.Host), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        AddCommon(request);
        foreach (var extension in Addresses(settings, ordinal))
            request.CertificateExtensions.Add(extension);
        return request.CreateSigningRequestPem() + "\n";
    }

    /// <summary>
    /// A new root's name and key, certified by the old root: who trusts the old one may trust the new one. Itself it has room for no CA
    /// below, since the old root's path length ends there; it is a statement, not a part of paths.
    /// </summary>
    public static CaCertificate Link(CaCertificate root, CaCertificate old, RSA oldKey, DateTimeOffset now)
    {
        var request = new CertificateRequest(root.Subject, PublicKey.CreateFromSubjectPublicKeyInfo(root.PublicKey, out _), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.KeyIdentifier.Span, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(old.KeyIdentifier.Span));
        return Sign(request, old.Subject, oldKey, now, Earlier(root.NotAfter, old.NotAfter));
    }

    private static X509Extension[] Addresses(AuthoritySettings settings, int ordinal) =>
    [
        LeafExtensions.RevocationList(settings.Address(AuthorityAddresses.Crl(AuthorityAddresses.Root(ordinal)))),
        LeafExtensions.Issuer(settings.Address(AuthorityAddresses.Der(AuthorityAddresses.Root(ordinal)))),
    ];

    private static void AddCommon(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(LeafExtensions.KeyIdentifier(request.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    private static CaCertificate Sign(CertificateRequest request, X500DistinguishedName issuer, RSA key, DateTimeOffset now, DateTimeOffset notAfter)
    {
        var generator = X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(issuer, generator, now - Backdate, notAfter, SerialNumber.Next().Bytes);
        return CaCertificate.Parse(certificate.RawData);
    }

    public static X500DistinguishedName Name(string commonName, string? organisation = null)
    {
        // The builder writes the last call first: organisation, then common name.
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        if (organisation is not null)
            name.AddOrganizationName(CommonName.Sanitise(organisation, "BlazorChat"));
        return name.Build();
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
