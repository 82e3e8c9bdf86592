using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Issuance;

namespace BlazorChat.Pki.Catalogue;

/// <summary>What an extension says, taken apart. What is not known, or not as it should be, is given as it is.</summary>
internal static class ExtensionFacts
{
    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag AddressName = new(TagClass.ContextSpecific, 7);

    public static ExtensionFact Of(X509Extension extension)
    {
        var oid = extension.Oid!.Value!;
        try
        {
            var (kind, values) = Read(oid, extension);
            return new ExtensionFact(oid, kind, extension.Critical, values);
        }
        catch (AsnContentException)
        {
            return new ExtensionFact(oid, ExtensionKind.Unknown, extension.Critical, [Convert.ToHexString(extension.RawData)]);
        }
    }

    private static (ExtensionKind Kind, IReadOnlyList<string> Values) Read(string oid, X509Extension extension) => oid switch
    {
        LeafExtensions.KeyUsage => (ExtensionKind.KeyUsage, Usages(new X509KeyUsageExtension(extension, extension.Critical).KeyUsages)),
        LeafExtensions.ExtendedKeyUsage => (ExtensionKind.Purpose, [.. new X509EnhancedKeyUsageExtension(extension, extension.Critical).EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Select(Purpose)]),
        LeafExtensions.SubjectAlternativeName => (ExtensionKind.Names, Names(extension.RawData)),
        LeafExtensions.SubjectKeyIdentifier => (ExtensionKind.KeyIdentifier, [Convert.ToHexString(new X509SubjectKeyIdentifierExtension(extension, extension.Critical).SubjectKeyIdentifierBytes.Span)]),
        LeafExtensions.AuthorityKeyIdentifier => (ExtensionKind.IssuerKeyIdentifier, [Convert.ToHexString(new X509AuthorityKeyIdentifierExtension(extension.RawData).KeyIdentifier.GetValueOrDefault().Span)]),
        LeafExtensions.RevocationLists => (ExtensionKind.RevocationList, RevocationLists(extension.RawData)),
        LeafExtensions.AuthorityInformation => (ExtensionKind.Issuer, Information(extension.RawData)),
        LeafExtensions.BasicConstraints when !new X509BasicConstraintsExtension(extension, extension.Critical).CertificateAuthority => (ExtensionKind.NoAuthority, []),
        LeafExtensions.OcspNoCheck => (ExtensionKind.NoRevocationCheck, []),
        _ => (ExtensionKind.Unknown, [Convert.ToHexString(extension.RawData)]),
    };

    /// <summary>RFC 5280 4.2.1.3, by the names there.</summary>
    private static List<string> Usages(X509KeyUsageFlags usages) =>
        [.. Enum.GetValues<X509KeyUsageFlags>().Where(flag => flag != X509KeyUsageFlags.None && usages.HasFlag(flag)).Select(flag => $"{flag}").Select(name => char.ToLowerInvariant(name[0]) + name[1..])];

    /// <summary>RFC 5280 4.2.1.12, by the names there.</summary>
    private static string Purpose(System.Security.Cryptography.Oid purpose) => purpose.Value switch
    {
        LeafExtensions.ServerAuthentication => "serverAuth",
        LeafExtensions.ClientAuthentication => "clientAuth",
        LeafExtensions.OcspSigning => "OCSPSigning",
        var other => other ?? "",
    };

    /// <summary>RFC 5280 4.2.1.6: the kinds of names that are written here.</summary>
    private static List<string> Names(byte[] value)
    {
        var names = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
        var found = new List<string>();
        while (names.HasData)
        {
            var tag = names.PeekTag();
            found.Add(tag.HasSameClassAndValue(UriName) || tag.HasSameClassAndValue(DnsName) ? names.ReadCharacterString(UniversalTagNumber.IA5String, tag)
                : tag.HasSameClassAndValue(AddressName) ? Address(names.ReadOctetString(tag))
                : Convert.ToHexString(names.ReadEncodedValue().Span));
        }
        return found;
    }

    private static string Address(byte[] octets) => octets.Length is 4 or 16 ? new System.Net.IPAddress(octets).ToString() : Convert.ToHexString(octets);

    /// <summary>RFC 5280 4.2.1.13: the full names of the distribution points.</summary>
    private static List<string> RevocationLists(byte[] value)
    {
        var points = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
        var found = new List<string>();
        while (points.HasData)
        {
            var names = points.ReadSequence().ReadSequence(Context0).ReadSequence(Context0);
            while (names.HasData)
                found.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriName));
        }
        return found;
    }

    /// <summary>RFC 5280 4.2.2.1: the responder first, then where the issuer's certificate is.</summary>
    private static List<string> Information(byte[] value)
    {
        var information = new X509AuthorityInformationAccessExtension(value);
        return [.. information.EnumerateOcspUris(), .. information.EnumerateCAIssuersUris()];
    }
}
