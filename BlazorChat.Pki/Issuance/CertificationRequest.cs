using System.Formats.Asn1;
using System.Security.Cryptography;
using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// A PKCS#10 request (RFC 2986 4), read strictly: DER, version 0, each attribute once and known. What it asks for is only
/// read here; <see cref="RequestCheck"/> judges it.
/// </summary>
internal sealed class CertificationRequest
{
    public const int MaxBytes = 8 * 1024; // one of RSA-3072 with its attributes takes 1.1 KB
    private const string ChallengePasswordType = "1.2.840.113549.1.9.7";
    private const string ExtensionRequestType = "1.2.840.113549.1.9.14";

    // RFC 8017 A.2.3, RFC 4055 3.1: id-RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 octets. One encoding with and one without the NULL after each hash.
    private static readonly byte[][] PssSha256 =
    [
        Convert.FromHexString("304106092A864886F70D01010A3034A00F300D06096086480165030402010500A11C301A06092A864886F70D010108300D06096086480165030402010500A203020120"),
        Convert.FromHexString("303D06092A864886F70D01010A3030A00D300B0609608648016503040201A11A301806092A864886F70D010108300B0609608648016503040201A203020120"),
    ];

    private readonly SignedStructure _structure;

    private CertificationRequest(SignedStructure structure, ReadOnlyMemory<byte> subject, RsaPublicKey? key)
    {
        _structure = structure;
        Subject = subject;
        Key = key;
    }

    /// <summary>The Name as encoded.</summary>
    public ReadOnlyMemory<byte> Subject { get; }

    /// <summary>Null: not RSA.</summary>
    public RsaPublicKey? Key { get; }

    /// <summary>The octets of challengePassword (RFC 2985 5.4.1), null without one.</summary>
    public byte[]? ChallengePassword { get; private set; }

    /// <summary>The extensions asked for (RFC 2985 5.4.2).</summary>
    public IReadOnlyList<RequestedExtension> Extensions { get; private set; } = [];

    /// <summary>Proof that the requester holds the private key, by a signature with SHA-256 and nothing older.</summary>
    public bool IsSigned => Key is not null && Padding is { } padding && Key.Verifies(_structure.Signed.Span, _structure.Signature.Span, padding);

    /// <summary>What signs it, by the name in its standard (RFC 8017 A.2); null: none that is taken.</summary>
    public string? Algorithm => Padding is not { } padding ? null : padding == RSASignaturePadding.Pss ? "id-RSASSA-PSS, SHA-256" : "sha256WithRSAEncryption";

    private RSASignaturePadding? Padding => _structure.IsSha256WithRsa ? RSASignaturePadding.Pkcs1
        : PssSha256.Any(pss => _structure.Algorithm.Span.SequenceEqual(pss)) ? RSASignaturePadding.Pss
        : null;

    /// <exception cref="AsnContentException">Not such a request.</exception>
    public static CertificationRequest Read(ReadOnlyMemory<byte> der)
    {
        if (der.Length > MaxBytes)
            throw new AsnContentException($"A request has at most {MaxBytes} bytes.");
        var structure = SignedStructure.Read(der);
        var outer = new AsnReader(structure.Signed, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        if (!info.TryReadInt32(out var version) || version != 0)
            throw new AsnContentException("The version is 0.");
        var request = new CertificationRequest(structure, info.ReadEncodedValue(), RsaPublicKey.Read(info.ReadEncodedValue()));
        var attributes = info.ReadSetOf(new Asn1Tag(TagClass.ContextSpecific, 0));
        info.ThrowIfNotEmpty();
        while (attributes.HasData)
            request.ReadAttribute(attributes.ReadSequence());
        return request;
    }

    private void ReadAttribute(AsnReader attribute)
    {
        var type = attribute.ReadObjectIdentifier();
        var values = attribute.ReadSetOf();
        attribute.ThrowIfNotEmpty();
        if (type == ChallengePasswordType && ChallengePassword is null)
            ChallengePassword = ReadText(values);
        else if (type == ExtensionRequestType && Extensions.Count == 0)
            Extensions = ReadExtensions(values.ReadSequence());
        else
            throw new AsnContentException($"The attribute {type} is unknown or stands there twice.");
        values.ThrowIfNotEmpty();
    }

    /// <summary>DirectoryString, or the IA5String some clients write. Only compared, so the octets are enough: base64url has a letter that PrintableString has not.</summary>
    private static byte[] ReadText(AsnReader values)
    {
        var tag = values.PeekTag();
        if (tag.TagClass != TagClass.Universal || tag.IsConstructed
            || tag.TagValue is not ((int)UniversalTagNumber.UTF8String or (int)UniversalTagNumber.PrintableString or (int)UniversalTagNumber.IA5String))
            throw new AsnContentException("challengePassword is a string.");
        var text = values.PeekContentBytes().ToArray();
        values.ReadEncodedValue();
        return text;
    }

    private static List<RequestedExtension> ReadExtensions(AsnReader sequence)
    {
        var extensions = new List<RequestedExtension>();
        while (sequence.HasData)
        {
            var extension = RequestedExtension.Read(sequence.ReadSequence());
            if (extensions.Any(earlier => earlier.Type == extension.Type))
                throw new AsnContentException($"The extension {extension.Type} stands there twice.");
            extensions.Add(extension);
        }
        if (extensions.Count == 0)
            throw new AsnContentException("An extension request names extensions.");
        return extensions;
    }
}

/// <summary>An Extension (RFC 5280 4.1) as read.</summary>
internal readonly record struct RequestedExtension(string Type, bool Critical, ReadOnlyMemory<byte> Value)
{
    /// <exception cref="AsnContentException">Not one.</exception>
    public static RequestedExtension Read(AsnReader extension)
    {
        var type = extension.ReadObjectIdentifier();
        var critical = false;
        if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && !(critical = extension.ReadBoolean()))
            throw new AsnContentException("DER leaves a default out: critical FALSE."); // X.690 11.5
        var value = extension.ReadOctetString();
        extension.ThrowIfNotEmpty();
        return new RequestedExtension(type, critical, value);
    }
}
