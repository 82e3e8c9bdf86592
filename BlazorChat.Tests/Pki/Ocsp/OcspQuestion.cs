using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Tests.Authorities;

/// <summary>An OCSPRequest (RFC 6960 4.1.1) as a client writes it, and with whatever a test wants wrong in it.</summary>
internal sealed record OcspQuestion(CaCertificate Issuer, params string[] Serials)
{
    public bool Sha256 { get; init; }

    public byte[]? Nonce { get; init; }

    /// <summary>The nonce is marked critical.</summary>
    public bool NonceCritical { get; init; }

    /// <summary>Another extension of the request: its criticality.</summary>
    public bool? OtherExtension { get; init; }

    /// <summary>An extension of each certificate: its criticality.</summary>
    public bool? SingleExtension { get; init; }

    public int? Version { get; init; }

    public bool Named { get; init; }

    public bool Signed { get; init; }

    public byte[] Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                WriteBody(writer);
            if (Signed)
                using (writer.PushSequence(Tag(0)))
                using (writer.PushSequence())
                {
                    writer.WriteEncodedValue(SignedStructure.Sha256WithRsa);
                    writer.WriteBitString([1, 2, 3]); // by nobody
                }
        }
        return writer.Encode();
    }

    private void WriteBody(AsnWriter writer)
    {
        if (Version is { } version)
            using (writer.PushSequence(Tag(0)))
                writer.WriteInteger(version);
        if (Named)
            using (writer.PushSequence(Tag(1)))
                writer.WriteCharacterString(UniversalTagNumber.IA5String, "alice@chat.example", Tag(1)); // rfc822Name
        using (writer.PushSequence())
            foreach (var serial in Serials)
                using (writer.PushSequence())
                {
                    WriteCertId(writer, serial);
                    if (SingleExtension is { } critical)
                        using (writer.PushSequence(Tag(0)))
                        using (writer.PushSequence())
                            WriteExtension(writer, "1.3.6.1.5.5.7.48.1.7", critical, [0x30, 0]); // serviceLocator
                }
        if (Nonce is null && OtherExtension is null)
            return;
        using (writer.PushSequence(Tag(2)))
        using (writer.PushSequence())
        {
            if (Nonce is { } nonce)
                WriteExtension(writer, "1.3.6.1.5.5.7.48.1.2", NonceCritical, Octets(nonce));
            if (OtherExtension is { } critical)
                WriteExtension(writer, "1.2.3.4", critical, [5, 0]);
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "What clients ask with.")]
    private void WriteCertId(AsnWriter writer, string serial)
    {
        Func<byte[], byte[]> hash = Sha256 ? SHA256.HashData : SHA1.HashData;
        using var id = writer.PushSequence();
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Sha256 ? "2.16.840.1.101.3.4.2.1" : "1.3.14.3.2.26");
            writer.WriteNull();
        }
        writer.WriteOctetString(hash(Issuer.Subject.RawData));
        writer.WriteOctetString(hash(RsaPublicKey.BitsOf(Issuer.PublicKey).ToArray()));
        writer.WriteInteger(Convert.FromHexString(serial));
    }

    private static void WriteExtension(AsnWriter writer, string type, bool critical, byte[] value)
    {
        using var extension = writer.PushSequence();
        writer.WriteObjectIdentifier(type);
        if (critical)
            writer.WriteBoolean(true);
        writer.WriteOctetString(value);
    }

    private static byte[] Octets(byte[] value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(value);
        return writer.Encode();
    }

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);
}

/// <summary>What an OCSPResponse says, read by other code than wrote it.</summary>
/// <param name="Status">OCSPResponseStatus; 0: there is an answer.</param>
/// <param name="Said">Of each certificate: its serial, <c>good</c>, <c>revoked</c> with the reason's number, or <c>unknown</c>.</param>
/// <param name="ThisUpdate">Of the last certificate.</param>
/// <param name="NextUpdate">Of the last certificate.</param>
/// <param name="Nonce">What it repeats; null: nothing.</param>
/// <param name="Signer">The certificate in it.</param>
internal sealed record OcspReply(int Status, IReadOnlyList<(string Serial, string Said)> Said, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate, byte[]? Nonce, byte[] Signer)
{
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Tag1 = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag Tag2 = new(TagClass.ContextSpecific, 2);

    /// <summary>Of its one certificate.</summary>
    public string Only => Said.Single().Said;

    public static OcspReply Read(byte[] der)
    {
        var response = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        var status = response.ReadEnumeratedBytes().Span[0];
        if (!response.HasData)
            return new OcspReply(status, [], default, default, null, []);
        var bytes = response.ReadSequence(Tag0).ReadSequence();
        bytes.ReadObjectIdentifier();
        var basic = new AsnReader(bytes.ReadOctetString(), AsnEncodingRules.DER).ReadSequence();
        var data = basic.ReadSequence();
        basic.ReadEncodedValue();
        basic.ReadEncodedValue();
        var signer = basic.ReadSequence(Tag0).ReadSequence().ReadEncodedValue().ToArray();
        data.ReadEncodedValue();
        data.ReadGeneralizedTime();
        var (said, thisUpdate, nextUpdate) = (new List<(string, string)>(), default(DateTimeOffset), default(DateTimeOffset));
        for (var list = data.ReadSequence(); list.HasData;)
        {
            var single = list.ReadSequence();
            var id = single.ReadSequence();
            id.ReadEncodedValue();
            id.ReadEncodedValue();
            id.ReadEncodedValue();
            said.Add((Convert.ToHexString(id.ReadIntegerBytes().Span), ReadStatus(single)));
            (thisUpdate, nextUpdate) = (single.ReadGeneralizedTime(), single.ReadSequence(Tag0).ReadGeneralizedTime());
        }
        return new OcspReply(status, said, thisUpdate, nextUpdate, data.HasData ? ReadNonce(data) : null, signer);
    }

    private static string ReadStatus(AsnReader single)
    {
        var tag = single.PeekTag();
        if (!tag.HasSameClassAndValue(Tag1))
        {
            single.ReadNull(tag);
            return tag.HasSameClassAndValue(Tag0) ? "good" : tag.HasSameClassAndValue(Tag2) ? "unknown" : "?";
        }
        var revoked = single.ReadSequence(Tag1);
        revoked.ReadGeneralizedTime();
        return revoked.HasData ? $"revoked {revoked.ReadSequence(Tag0).ReadEnumeratedBytes().Span[0]}" : "revoked";
    }

    private static byte[] ReadNonce(AsnReader data)
    {
        var extension = data.ReadSequence(Tag1).ReadSequence().ReadSequence();
        extension.ReadObjectIdentifier();
        return new AsnReader(extension.ReadOctetString(), AsnEncodingRules.DER).ReadOctetString();
    }
}
