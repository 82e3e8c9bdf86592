using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace BlazorChat.Pki.Issuance;

/// <summary>The extensions of certificates, written out (RFC 5280 4.2).</summary>
internal static class LeafExtensions
{
    public const string SubjectAlternativeName = "2.5.29.17";
    public const string KeyUsage = "2.5.29.15";
    public const string BasicConstraints = "2.5.29.19";
    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);

    /// <summary>RFC 5280 4.2.1.2, by the method of RFC 7093 2 (1): the leftmost 160 bits of SHA-256.</summary>
    public static X509Extension KeyIdentifier(PublicKey key) =>
        new X509SubjectKeyIdentifierExtension(key, X509SubjectKeyIdentifierHashAlgorithm.ShortSha256, critical: false);

    public static X509Extension RevocationList(Uri address) =>
        CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([address.AbsoluteUri]);

    /// <summary>RFC 5280 4.2.2.1: caIssuers, a single DER certificate.</summary>
    public static X509Extension Issuer(Uri address) =>
        new X509AuthorityInformationAccessExtension([], [address.AbsoluteUri]);

    /// <summary>RFC 5280 4.2.1.6. Not critical, since the subject is not empty.</summary>
    public static X509Extension Owner(string uri) => new(SubjectAlternativeName, OwnerValue(uri), critical: false);

    public static byte[] OwnerValue(string uri)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
            writer.WriteCharacterString(UniversalTagNumber.IA5String, uri, UriName);
        return writer.Encode();
    }

    /// <summary>RFC 5280 4.2.1.3, critical.</summary>
    public static X509Extension Usage(X509KeyUsageFlags usage) => new X509KeyUsageExtension(usage, critical: true);

    public static byte[] KeyUsageValue(X509KeyUsageFlags usage) => new X509KeyUsageExtension(usage, critical: true).RawData;

    /// <summary>RFC 5280 4.2.1.9: not a CA.</summary>
    public static X509Extension NoAuthority() => new X509BasicConstraintsExtension(false, false, 0, critical: false);
}
