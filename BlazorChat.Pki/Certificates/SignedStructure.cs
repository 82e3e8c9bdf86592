using System.Formats.Asn1;

namespace BlazorChat.Pki.Certificates;

/// <summary>
/// SEQUENCE { what is signed, AlgorithmIdentifier, BIT STRING }: the common shape of certificates, CRLs (RFC 5280 4.1.1, 5.1.1)
/// and PKCS#10 requests (RFC 2986 4.2). Strict DER, nothing after it.
/// </summary>
/// <param name="Signed">The signed part as encoded, tag and length included.</param>
/// <param name="Algorithm">The AlgorithmIdentifier as encoded.</param>
internal readonly record struct SignedStructure(ReadOnlyMemory<byte> Signed, ReadOnlyMemory<byte> Algorithm, ReadOnlyMemory<byte> Signature)
{
    /// <summary>sha256WithRSAEncryption, RFC 8017 A.2.4: the parameters are NULL.</summary>
    public static ReadOnlySpan<byte> Sha256WithRsa => [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B, 0x05, 0x00];

    public bool IsSha256WithRsa => Algorithm.Span.SequenceEqual(Sha256WithRsa);

    /// <exception cref="AsnContentException">Not this shape, or not DER.</exception>
    public static SignedStructure Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var reader = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var signed = reader.ReadEncodedValue();
        var algorithm = reader.ReadEncodedValue();
        var signature = reader.ReadBitString(out var unused);
        reader.ThrowIfNotEmpty();
        if (unused != 0)
            throw new AsnContentException("A signature has no unused bits.");
        return new SignedStructure(signed, algorithm, signature);
    }

    /// <summary>Puts a signature under what was written.</summary>
    public static byte[] Write(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(signed);
            writer.WriteEncodedValue(Sha256WithRsa);
            writer.WriteBitString(signature);
        }
        return writer.Encode();
    }
}
