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
        Issuer = certificate.IssuerName;
        Serial = certificate.SerialNumber;
        KeyIdentifier = certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes;
        AuthorityKeyIdentifier = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().SingleOrDefault()?.KeyIdentifier ?? default;
        Usages = certificate.Extensions.OfType<X509KeyUsageExtension>().SingleOrDefault() is { Critical: true } usage ? usage.KeyUsages : X509KeyUsageFlags.None;
        PathLength = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single() is { HasPathLengthConstraint: true } constraints ? constraints.PathLengthConstraint : null;
        IsConstraintCritical = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().Critical;
        UnknownCritical = certificate.Extensions.FirstOrDefault(extension => extension.Critical && extension is not (X509BasicConstraintsExtension or X509KeyUsageExtension))?.Oid?.Value;
        NotBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime());
        NotAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        PublicKey = certificate.PublicKey.ExportSubjectPublicKeyInfo();
        using var key = certificate.GetRSAPublicKey();
        KeyBits = key?.KeySize ?? 0;
    }

    public byte[] Der { get; }

    public X500DistinguishedName Subject { get; }

    public X500DistinguishedName Issuer { get; }

    /// <summary>Upper-case hex, as a revocation list of its issuer names it.</summary>
    public string Serial { get; }

    public ReadOnlyMemory<byte> KeyIdentifier { get; }

    /// <summary>Empty without one, as in most roots.</summary>
    public ReadOnlyMemory<byte> AuthorityKeyIdentifier { get; }

    /// <summary>Of a critical keyUsage; none otherwise.</summary>
    public X509KeyUsageFlags Usages { get; }

    public int? PathLength { get; }

    public bool IsConstraintCritical { get; }

    /// <summary>The first critical extension that no client of ours knows.</summary>
    public string? UnknownCritical { get; }

    public bool IsSelfIssued => Subject.RawData.AsSpan().SequenceEqual(Issuer.RawData);

    /// <summary>For people: the name, in the order it is read.</summary>
    public string Name => Subject.Format(multiLine: false);

    /// <summary>The key identifier in hex: names the CA in the database.</summary>
    public string Id => Convert.ToHexString(KeyIdentifier.Span);

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public byte[] PublicKey { get; }

    /// <summary>0: not RSA, which no CA of ours is.</summary>
    public int KeyBits { get; }

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
    public bool Signed(CaCertificate other) => Signed(other._structure);

    public bool Signed(SignedStructure structure)
    {
        if (RsaPublicKey.Read(PublicKey) is null || !structure.IsSha256WithRsa)
            return false;
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(PublicKey, out _);
        return key.VerifyData(structure.Signed.Span, structure.Signature.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>PEM, one certificate.</summary>
    /// <exception cref="FormatException">Not base64.</exception>
    /// <exception cref="ArgumentException">Not PEM.</exception>
    /// <exception cref="CryptographicException">Not the certificate of a CA.</exception>
    /// <exception cref="System.Formats.Asn1.AsnContentException">Not DER.</exception>
    public static CaCertificate ParsePem(string text) => Parse(Convert.FromBase64String(text[PemEncoding.Find(text).Base64Data]));
}
