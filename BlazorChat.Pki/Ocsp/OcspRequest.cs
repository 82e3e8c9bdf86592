using System.Formats.Asn1;
using BlazorChat.Pki.Issuance;

namespace BlazorChat.Pki.Ocsp;

/// <summary>
/// An OCSPRequest (RFC 6960 4.1.1), read strictly: DER, version 1, no unknown critical extension. Who asks does not matter, since everybody
/// gets the same answer: a name is passed over, and the signature of a signed request is not looked at.
/// </summary>
/// <param name="Certificates">One to <see cref="MaxCertificates"/>, in the order asked.</param>
/// <param name="Nonce">The octets to repeat; null: none was sent, and an answer made before will do.</param>
internal sealed record OcspRequest(IReadOnlyList<CertId> Certificates, ReadOnlyMemory<byte>? Nonce)
{
    /// <summary>Some 140 certificates; one takes about 110 bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    public const int MaxCertificates = 100;

    // RFC 9654 2.1, which obsoletes RFC 8954 and its 32: up to 128 octets are to be accepted, more or none refused.
    public const int MaxNonceBytes = 128;
    public const string NonceType = "1.3.6.1.5.5.7.48.1.2";

    private const int Version1 = 0;
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Tag1 = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag Tag2 = new(TagClass.ContextSpecific, 2);

    /// <exception cref="AsnContentException">Not such a request.</exception>
    public static OcspRequest Read(ReadOnlyMemory<byte> der)
    {
        if (der.Length > MaxBytes)
            throw new AsnContentException($"A request has at most {MaxBytes} bytes.");
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var request = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var body = request.ReadSequence();
        if (IsNext(request, Tag0))
            request.ReadSequence(Tag0).ReadSequence(); // Signature
        request.ThrowIfNotEmpty();

        if (IsNext(body, Tag0))
            ReadVersion(body.ReadSequence(Tag0));
        if (IsNext(body, Tag1))
            body.ReadSequence(Tag1).ReadEncodedValue(); // requestorName
        var certificates = ReadCertificates(body.ReadSequence());
        var nonce = IsNext(body, Tag2) ? ReadNonce(ReadExtensions(body.ReadSequence(Tag2))) : null;
        body.ThrowIfNotEmpty();
        return new OcspRequest(certificates, nonce);
    }

    private static bool IsNext(AsnReader reader, Asn1Tag tag) => reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);

    /// <summary>Version 1 is the default, which DER leaves out; some clients write it.</summary>
    private static void ReadVersion(AsnReader tagged)
    {
        if (!tagged.TryReadInt32(out var version) || version != Version1)
            throw new AsnContentException("The version is 1.");
        tagged.ThrowIfNotEmpty();
    }

    private static List<CertId> ReadCertificates(AsnReader list)
    {
        var certificates = new List<CertId>();
        while (list.HasData)
        {
            if (certificates.Count == MaxCertificates)
                throw new AsnContentException($"A request names at most {MaxCertificates} certificates.");
            var single = list.ReadSequence();
            certificates.Add(CertId.Read(single));
            if (single.HasData)
                ReadExtensions(single.ReadSequence(Tag0));
            single.ThrowIfNotEmpty();
        }
        return certificates.Count > 0 ? certificates : throw new AsnContentException("A request names certificates.");
    }

    /// <summary>RFC 6960 4.1.2: unknown extensions are passed over unless they are critical.</summary>
    private static List<RequestedExtension> ReadExtensions(AsnReader tagged)
    {
        var list = tagged.ReadSequence();
        tagged.ThrowIfNotEmpty();
        var extensions = new List<RequestedExtension>();
        while (list.HasData)
        {
            var extension = RequestedExtension.Read(list.ReadSequence());
            if (extensions.Exists(earlier => earlier.Type == extension.Type) || (extension.Critical && extension.Type != NonceType))
                throw new AsnContentException($"The extension {extension.Type} stands there twice, or is critical and unknown.");
            extensions.Add(extension);
        }
        return extensions;
    }

    private static ReadOnlyMemory<byte>? ReadNonce(List<RequestedExtension> extensions)
    {
        var found = extensions.Find(extension => extension.Type == NonceType);
        if (found.Type is null)
            return null;
        var value = new AsnReader(found.Value, AsnEncodingRules.DER);
        var nonce = value.ReadOctetString();
        value.ThrowIfNotEmpty();
        return nonce.Length is > 0 and <= MaxNonceBytes ? nonce : throw new AsnContentException($"A nonce has 1 to {MaxNonceBytes} octets.");
    }
}
