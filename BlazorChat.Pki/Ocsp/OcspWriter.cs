using System.Formats.Asn1;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;

namespace BlazorChat.Pki.Ocsp;

/// <summary>What an answer says of one certificate.</summary>
/// <param name="Status">Null: this CA did not issue it.</param>
internal readonly record struct OcspStatus(CertId Certificate, KeyStatus? Status);

/// <summary>Writes OCSPResponses (RFC 6960 4.2.1): id-pkix-ocsp-basic, signed with SHA-256 and RSA, the signer's certificate in it.</summary>
internal static class OcspWriter
{
    private const string BasicResponse = "1.3.6.1.5.5.7.48.1.1";
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Tag1 = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag Tag2 = new(TagClass.ContextSpecific, 2);

    /// <summary>A refusal: never signed (RFC 6960 2.3).</summary>
    public static byte[] Refusal(OcspRefusal refusal) => [0x30, 3, 0x0A, 1, (byte)refusal];

    /// <param name="now">thisUpdate and producedAt, in whole seconds.</param>
    public static byte[] Write(OcspSigner signer, DateTimeOffset now, DateTimeOffset nextUpdate, IReadOnlyList<OcspStatus> statuses, ReadOnlyMemory<byte>? nonce)
    {
        var data = Data(signer, now, nextUpdate, statuses, nonce);
        var basic = Basic(data, signer.Sign(data), signer.Certificate);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEnumeratedValue(ResponseStatus.Successful);
            using (writer.PushSequence(Tag0))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(BasicResponse);
                writer.WriteOctetString(basic);
            }
        }
        return writer.Encode();
    }

    private static byte[] Basic(byte[] data, byte[] signature, ReadOnlyMemory<byte> certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(data);
            writer.WriteEncodedValue(SignedStructure.Sha256WithRsa);
            writer.WriteBitString(signature);
            using (writer.PushSequence(Tag0))
            using (writer.PushSequence())
                writer.WriteEncodedValue(certificate.Span); // RFC 6960 4.2.2.2: so that clients need not fetch it
        }
        return writer.Encode();
    }

    private static byte[] Data(OcspSigner signer, DateTimeOffset now, DateTimeOffset nextUpdate, IReadOnlyList<OcspStatus> statuses, ReadOnlyMemory<byte>? nonce)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(Tag2))
                writer.WriteOctetString(signer.KeyHash); // ResponderID byKey: RFC 5019 2.2.1
            WriteTime(writer, now);
            using (writer.PushSequence())
                foreach (var status in statuses)
                    WriteSingle(writer, status, now, nextUpdate);
            if (nonce is { } octets)
                WriteNonce(writer, octets.Span);
        }
        return writer.Encode();
    }

    private static void WriteSingle(AsnWriter writer, OcspStatus status, DateTimeOffset thisUpdate, DateTimeOffset nextUpdate)
    {
        using var single = writer.PushSequence();
        writer.WriteEncodedValue(status.Certificate.Encoded.Span);
        if (status.Status is not { } known)
            writer.WriteNull(Tag2); // unknown
        else if (known.State == KeyState.Good)
            writer.WriteNull(Tag0);
        else
            WriteRevoked(writer, known);
        WriteTime(writer, thisUpdate);
        using (writer.PushSequence(Tag0))
            WriteTime(writer, nextUpdate);
    }

    /// <summary>A hold is a revocation that may end: RFC 6960 2.2.</summary>
    private static void WriteRevoked(AsnWriter writer, KeyStatus status)
    {
        using var revoked = writer.PushSequence(Tag1);
        WriteTime(writer, status.Since!.Value);
        if (status.ReasonCode == 0)
            return; // RFC 5280 5.3.1: absent rather than unspecified
        using (writer.PushSequence(Tag0))
            writer.WriteEnumeratedValue((CrlReason)status.ReasonCode);
    }

    private static void WriteNonce(AsnWriter writer, ReadOnlySpan<byte> nonce)
    {
        using var tagged = writer.PushSequence(Tag1);
        using var extensions = writer.PushSequence();
        using var extension = writer.PushSequence();
        writer.WriteObjectIdentifier(OcspRequest.NonceType);
        using var value = writer.PushOctetString();
        writer.WriteOctetString(nonce);
    }

    /// <summary>RFC 6960 4.2.2.1: GeneralizedTime, in every year.</summary>
    private static void WriteTime(AsnWriter writer, DateTimeOffset time) => writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);

    // The writer wants enumerations.
    private enum ResponseStatus
    {
        Successful = 0,
    }

    private enum CrlReason
    {
        Unspecified = 0,
    }
}

/// <summary>OCSPResponseStatus without an answer, numbered as in RFC 6960 4.2.1.</summary>
internal enum OcspRefusal
{
    /// <summary>Not a request, or one that asks for too much.</summary>
    MalformedRequest = 1,
    InternalError = 2,
    /// <summary>More would have to be signed than is signed at a time.</summary>
    TryLater = 3,
    /// <summary>Not asked about certificates of one issuing CA of this installation: RFC 5019 2.2.3.</summary>
    Unauthorized = 6,
}
