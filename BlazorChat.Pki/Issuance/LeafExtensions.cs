using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Issuance;

/// <summary>The extensions of certificates, written out (RFC 5280 4.2).</summary>
internal static class LeafExtensions
{
    public const string SubjectAlternativeName = "2.5.29.17";
    public const string KeyUsage = "2.5.29.15";
    public const string BasicConstraints = "2.5.29.19";
    public const string SubjectKeyIdentifier = "2.5.29.14";
    public const string AuthorityKeyIdentifier = "2.5.29.35";
    public const string RevocationLists = "2.5.29.31";
    public const string AuthorityInformation = "1.3.6.1.5.5.7.1.1";
    public const string ExtendedKeyUsage = "2.5.29.37";
    public const string OcspNoCheck = "1.3.6.1.5.5.7.48.1.5";

    // RFC 5280 4.2.2.1: id-ad-…
    public const string OcspMethod = "1.3.6.1.5.5.7.48.1";
    public const string IssuersMethod = "1.3.6.1.5.5.7.48.2";

    // RFC 5280 4.2.1.12: id-kp-…
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    public const string OcspSigning = "1.3.6.1.5.5.7.3.9";

    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);

    /// <summary>RFC 5280 4.2.1.2, by the method of RFC 7093 2 (1): the leftmost 160 bits of SHA-256.</summary>
    /// <param name="key">SubjectPublicKeyInfo, DER.</param>
    public static X509Extension KeyIdentifier(byte[] key) =>
        new X509SubjectKeyIdentifierExtension(SHA256.HashData(RsaPublicKey.BitsOf(key).Span).AsSpan(0, 20), critical: false);

    public static X509Extension RevocationList(Uri address) =>
        CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([address.AbsoluteUri]);

    /// <summary>RFC 5280 4.2.2.1: caIssuers, a single DER certificate; and where OCSP answers, if it does for this certificate.</summary>
    public static X509Extension Issuer(Uri address, Uri? ocsp = null) =>
        new X509AuthorityInformationAccessExtension(ocsp is null ? [] : [ocsp.AbsoluteUri], [address.AbsoluteUri]);

    /// <summary>RFC 5280 4.2.1.6. Not critical, since the subject is not empty.</summary>
    public static X509Extension Owner(string uri)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
            writer.WriteCharacterString(UniversalTagNumber.IA5String, uri, UriName);
        return new X509Extension(SubjectAlternativeName, writer.Encode(), critical: false);
    }

    /// <summary>RFC 5280 4.2.1.3, critical.</summary>
    public static X509Extension Usage(X509KeyUsageFlags usage) => new X509KeyUsageExtension(usage, critical: true);

    /// <summary>RFC 5280 4.2.1.12, not critical: who does not know it falls back on keyUsage.</summary>
    public static X509Extension Purpose(string purpose) => new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false);

    /// <summary>RFC 6960 4.2.2.2.1: NULL, not critical.</summary>
    public static X509Extension NoRevocationCheck() => new(OcspNoCheck, [5, 0], critical: false);

    /// <summary>Extension, RFC 5280 4.1: critical is left out where it is false, as DER wants.</summary>
    public static void Write(AsnWriter writer, X509Extension extension)
    {
        using var sequence = writer.PushSequence();
        writer.WriteObjectIdentifier(extension.Oid!.Value!);
        if (extension.Critical)
            writer.WriteBoolean(true);
        writer.WriteOctetString(extension.RawData);
    }

    public static byte[] KeyUsageValue(X509KeyUsageFlags usage) => new X509KeyUsageExtension(usage, critical: true).RawData;

    /// <summary>RFC 5280 4.2.1.9: not a CA.</summary>
    public static X509Extension NoAuthority() => new X509BasicConstraintsExtension(false, false, 0, critical: false);
}
