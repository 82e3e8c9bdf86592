using System.Formats.Asn1;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;

namespace BlazorChat.Pki.Lints;

/// <summary>The fields before the extensions (RFC 5280 4.1.2).</summary>
internal static class FieldLints
{
    private const string CommonNameType = "2.5.4.3";
    private const int SerialBytes = 17; // one constant octet, 128 random bits; RFC 5280 allows 20

    public static IReadOnlyList<Lint> All { get; } =
    [
        new("version", "RFC 5280 4.1.2.1", "The version is not 3.", lint => lint.Certificate.Version == 2),
        new("serial", "RFC 5280 4.1.2.2", "The serial number is not positive, or not of 128 random bits.",
            lint => lint.Certificate.Serial.Length == SerialBytes && lint.Certificate.Serial.Span[0] is > 0 and < 0x80),
        new("algorithm", "RFC 5280 4.1.2.3", "The signature is not sha256WithRSAEncryption.",
            lint => lint.Certificate.Algorithm.Span.SequenceEqual(SignedStructure.Sha256WithRsa)),
        new("issuer", "RFC 5280 4.1.2.4", "The issuer is not named as its own certificate names it.",
            lint => lint.Certificate.Issuer.Span.SequenceEqual(lint.Issuer.Subject.RawData)),
        new("order", "RFC 5280 4.1.2.5", "It ends before it begins.", lint => lint.Certificate.NotBefore < lint.Certificate.NotAfter),
        new("lifetime", "RFC 5280 4.1.2.5", "It lives longer than its profile allows.",
            lint => lint.Certificate.NotAfter - lint.Certificate.NotBefore <= lint.Meant.Profile.Lifetime + LeafProfile.Backdate),
        new("within the issuer", "RFC 5280 6.1.3", "It begins before or ends after the certificate of its issuer.",
            lint => lint.Certificate.NotBefore >= lint.Issuer.NotBefore && lint.Certificate.NotAfter <= lint.Issuer.NotAfter),
        new("subject", "RFC 5280 4.1.2.6", "The subject is not the one common name it was meant to be, of 1 to 64 characters.",
            lint => CommonNameOf(lint.Certificate.Subject) is { Length: > 0 and <= CommonName.MaxLength } name && name == lint.Meant.CommonName),
    ];

    /// <returns>Null if the name is anything but one common name in UTF8String or PrintableString.</returns>
    private static string? CommonNameOf(ReadOnlyMemory<byte> name)
    {
        var rdns = new AsnReader(name, AsnEncodingRules.DER).ReadSequence();
        if (!rdns.HasData)
            return null;
        var rdn = rdns.ReadSetOf();
        var attribute = rdn.ReadSequence();
        if (rdns.HasData || rdn.HasData || attribute.ReadObjectIdentifier() != CommonNameType)
            return null;
        var tag = attribute.PeekTag();
        if (tag != new Asn1Tag(UniversalTagNumber.UTF8String) && tag != new Asn1Tag(UniversalTagNumber.PrintableString))
            return null;
        var text = attribute.ReadCharacterString((UniversalTagNumber)tag.TagValue);
        attribute.ThrowIfNotEmpty();
        return text;
    }
}
