using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Keys;

/// <summary>A CA's own certificate, with what signing under it needs.</summary>
internal sealed class CaCertificate
{
    private readonly SignedStructure _structure;

    private CaCertificate(byte[] der, X509Certificate2 certificate)
    {
        Der = der;
        _structure = SignedStructure.Read(der);
        Subject = certificate.SubjectName;
        KeyIdentifier = certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes;
        NotBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime());
        NotAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        PublicKey = certificate.PublicKey.ExportSubjectPublicKeyInfo();
    }

    public byte[] Der { get; }

    public X500DistinguishedName Subject { get; }

    public ReadOnlyMemory<byte> KeyIdentifier { get; }

    /// <summary>The key identifier in hex: names the CA in the database.</summary>
    public string Id => Convert.ToHexString(KeyIdentifier.Span);

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public byte[] PublicKey { get; }

    public string Pem => PemEncoding.WriteString("CERTIFICATE", Der) + "\n";

    public string Fingerprint => Convert.ToHexString(SHA256.HashData(Der));

    /// <exception cref="CryptographicException">Not the certificate of a CA.</exception>
    /// <exception cref="System.Formats.Asn1.AsnContentException">Not DER.</exception>
    public static CaCertificate Parse(byte[] der)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().SingleOrDefault() is not { CertificateAuthority: true })
            throw new CryptographicException("It is not the certificate of a CA.");
        if (certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().SingleOrDefault() is null)
            throw new CryptographicException("It has no subject key identifier.");
        return new CaCertificate(der, certificate);
    }

    public bool Carries(RSA key) => PublicKey.AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());

    /// <summary>True if this CA's key signed the other certificate.</summary>
    public bool Signed(CaCertificate other)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(PublicKey, out _);
        return other._structure.IsSha256WithRsa
            && key.VerifyData(other._structure.Signed.Span, other._structure.Signature.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
