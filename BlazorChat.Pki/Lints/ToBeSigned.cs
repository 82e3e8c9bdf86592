using System.Formats.Asn1;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;

namespace BlazorChat.Pki.Lints;

/// <summary>
/// A TBSCertificate (RFC 5280 4.1.2) as the bytes say it, read by other code than wrote it. Strict DER, nothing after it, no unique
/// identifiers; what the fields mean is for the lints.
/// </summary>
internal sealed record ToBeSigned(
    int Version,
    ReadOnlyMemory<byte> Serial,
    ReadOnlyMemory<byte> Algorithm,
    ReadOnlyMemory<byte> Issuer,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    ReadOnlyMemory<byte> Subject,
    ReadOnlyMemory<byte> PublicKey,
    IReadOnlyList<RequestedExtension> Extensions)
{
    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3);

    /// <exception cref="AsnContentException">Not such a structure.</exception>
    public static ToBeSigned Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var body = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var version = ReadVersion(body.ReadSequence(VersionTag));
        var (serial, algorithm, issuer) = (body.ReadIntegerBytes(), body.ReadEncodedValue(), body.ReadEncodedValue());
        var validity = body.ReadSequence();
        var (notBefore, notAfter) = (DerTime.Read(validity), DerTime.Read(validity));
        validity.ThrowIfNotEmpty();
        var (subject, key) = (body.ReadEncodedValue(), body.ReadEncodedValue());
        var tagged = body.ReadSequence(ExtensionsTag); // RFC 5280 4.1.2.8: a unique identifier would stand before it
        body.ThrowIfNotEmpty();
        var list = tagged.ReadSequence();
        tagged.ThrowIfNotEmpty();
        var extensions = new List<RequestedExtension>();
        while (list.HasData)
            extensions.Add(RequestedExtension.Read(list.ReadSequence()));
        return new ToBeSigned(version, serial, algorithm, issuer, notBefore, notAfter, subject, key, extensions);
    }

    /// <summary>The first of this type.</summary>
    public RequestedExtension? Find(string type) => Extensions.Where(extension => extension.Type == type).Select(extension => (RequestedExtension?)extension).FirstOrDefault();

    private static int ReadVersion(AsnReader tagged)
    {
        var read = tagged.TryReadInt32(out var version);
        tagged.ThrowIfNotEmpty();
        return read ? version : throw new AsnContentException("A version is a small number.");
    }
}
