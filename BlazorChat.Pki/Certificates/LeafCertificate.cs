using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Certificates;

/// <summary>
/// A leaf of an issuing CA, read strictly. The proof obligation: whatever is returned was signed by that CA over exactly
/// these bytes, is DER, says v3, and has the extensions of a device or recovery profile and no unknown critical one. A
/// certificate for TLS or OCSP says its purpose in extendedKeyUsage, which no device's has: so it is never taken for one.
/// Time, standing and whose it is are for the caller to ask.
/// </summary>
internal sealed record LeafCertificate(string Kid, string OwnerUri, KeyUse Use, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    public const int MaxBytes = 8 * 1024;
    private const int MaxSerialBytes = 20;
    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);

    /// <returns>Null if it is anything else.</returns>
    public static LeafCertificate? Read(ReadOnlyMemory<byte> der, IssuingCa issuer)
    {
        if (der.Length > MaxBytes)
            return null;
        try
        {
            var structure = SignedStructure.Read(der);
            return issuer.Signed(structure) ? ReadSigned(structure.Signed, issuer.Certificate) : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static LeafCertificate? ReadSigned(ReadOnlyMemory<byte> signed, CaCertificate issuer)
    {
        var body = new AsnReader(signed, AsnEncodingRules.DER).ReadSequence();
        if (!IsVersion3(body.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0))))
            return null;
        var serial = body.ReadIntegerBytes();
        // RFC 5280 4.1.1.2: the same algorithm inside as outside; 4.1.2.2: the serial is positive and at most 20 octets.
        if (!body.ReadEncodedValue().Span.SequenceEqual(SignedStructure.Sha256WithRsa)
            || serial.Length > MaxSerialBytes || (serial.Span[0] & 0x80) != 0
            || !body.ReadEncodedValue().Span.SequenceEqual(issuer.Subject.RawData))
            return null;
        var validity = body.ReadSequence();
        var (notBefore, notAfter) = (DerTime.Read(validity), DerTime.Read(validity));
        validity.ThrowIfNotEmpty();
        body.ReadSequence(); // subject: a display name, for people only
        if (RsaPublicKey.Read(body.ReadEncodedValue()) is not { IsStrong: true } key)
            return null;
        var tagged = body.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 3));
        body.ThrowIfNotEmpty();
        var extensions = ReadExtensions(tagged);
        return OwnerOf(extensions) is { } owner && UseOf(extensions) is { } use && NoneUnknown(extensions)
            ? new LeafCertificate(key.Kid, owner, use, notBefore, notAfter)
            : null;
    }

    private static bool IsVersion3(AsnReader tagged)
    {
        var read = tagged.TryReadInt32(out var version);
        tagged.ThrowIfNotEmpty();
        return read && version == 2;
    }

    private static List<RequestedExtension> ReadExtensions(AsnReader tagged)
    {
        var sequence = tagged.ReadSequence();
        tagged.ThrowIfNotEmpty();
        var extensions = new List<RequestedExtension>();
        while (sequence.HasData)
            extensions.Add(RequestedExtension.Read(sequence.ReadSequence()));
        // RFC 5280 4.2: no extension twice.
        return extensions.DistinctBy(extension => extension.Type).Count() == extensions.Count ? extensions : throw new AsnContentException("An extension twice.");
    }

    /// <summary>Exactly one name, a URI.</summary>
    private static string? OwnerOf(List<RequestedExtension> extensions)
    {
        var found = extensions.Find(extension => extension.Type == LeafExtensions.SubjectAlternativeName);
        if (found.Type is null)
            return null;
        var outer = new AsnReader(found.Value, AsnEncodingRules.DER);
        var names = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var uri = names.ReadCharacterString(UniversalTagNumber.IA5String, UriName);
        names.ThrowIfNotEmpty();
        return uri;
    }

    private static KeyUse? UseOf(List<RequestedExtension> extensions)
    {
        var found = extensions.Find(extension => extension.Type == LeafExtensions.KeyUsage);
        if (!found.Critical)
            return null;
        return found.Value.Span.SequenceEqual(LeafExtensions.KeyUsageValue(X509KeyUsageFlags.DigitalSignature)) ? KeyUse.Sig
            : found.Value.Span.SequenceEqual(LeafExtensions.KeyUsageValue(X509KeyUsageFlags.KeyEncipherment)) ? KeyUse.Enc
            : null;
    }

    private static bool NoneUnknown(List<RequestedExtension> extensions) => extensions.TrueForAll(extension => extension.Type switch
    {
        LeafExtensions.SubjectAlternativeName or LeafExtensions.KeyUsage => true,
        LeafExtensions.ExtendedKeyUsage => false,
        LeafExtensions.BasicConstraints => extension.Value.Span.SequenceEqual(LeafExtensions.NoAuthority().RawData),
        _ => !extension.Critical,
    });
}
