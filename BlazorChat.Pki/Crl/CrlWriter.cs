using System.Formats.Asn1;
using System.Numerics;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Revocation;

namespace BlazorChat.Pki.Crl;

/// <summary>A line of a CRL.</summary>
/// <param name="Reason">CRLReason as RFC 5280 5.3.1 numbers it.</param>
internal readonly record struct CrlEntry(string Serial, DateTimeOffset Since, int Reason)
{
    public static CrlEntry Of(string serial, KeyStatus status) => new(serial, status.Since!.Value, status.ReasonCode);
}

/// <summary>
/// Writes a full CRL, version 2 (RFC 5280 5), and has it signed. By hand, because the framework's builder takes seconds
/// for what an organisation can revoke.
/// </summary>
internal static class CrlWriter
{
    public const string ReasonCode = "2.5.29.21";
    public const string CrlNumber = "2.5.29.20";
    public const string AuthorityKeyIdentifier = "2.5.29.35";

    public static byte[] Write(CaCertificate issuer, Func<byte[], byte[]> sign, long number, DateTimeOffset thisUpdate, DateTimeOffset nextUpdate, IReadOnlyCollection<CrlEntry> entries)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1); // v2
            writer.WriteEncodedValue(SignedStructure.Sha256WithRsa);
            writer.WriteEncodedValue(issuer.Subject.RawData);
            DerTime.Write(writer, thisUpdate);
            DerTime.Write(writer, nextUpdate);
            if (entries.Count > 0) // RFC 5280 5.1.2.6: absent when nothing is revoked
                WriteEntries(writer, entries);
            WriteExtensions(writer, issuer, number);
        }
        var signed = writer.Encode();
        return SignedStructure.Write(signed, sign(signed));
    }

    private static void WriteEntries(AsnWriter writer, IReadOnlyCollection<CrlEntry> entries)
    {
        using var list = writer.PushSequence();
        foreach (var (serial, since, reason) in entries)
        {
            using var entry = writer.PushSequence();
            writer.WriteInteger(new BigInteger(Convert.FromHexString(serial), isUnsigned: true, isBigEndian: true));
            DerTime.Write(writer, since);
            if (reason == 0)
                continue; // RFC 5280 5.3.1: absent rather than unspecified
            using var extensions = writer.PushSequence();
            WriteExtension(writer, ReasonCode, value => value.WriteEnumeratedValue((Reason)reason));
        }
    }

    private static void WriteExtensions(AsnWriter writer, CaCertificate issuer, long number)
    {
        using var tagged = writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
        using var extensions = writer.PushSequence();
        WriteExtension(writer, AuthorityKeyIdentifier, value =>
        {
            using var identifier = value.PushSequence();
            value.WriteOctetString(issuer.KeyIdentifier.Span, new Asn1Tag(TagClass.ContextSpecific, 0));
        });
        WriteExtension(writer, CrlNumber, value => value.WriteInteger(number));
    }

    private static void WriteExtension(AsnWriter writer, string type, Action<AsnWriter> content)
    {
        using var extension = writer.PushSequence();
        writer.WriteObjectIdentifier(type);
        using var value = writer.PushOctetString();
        content(writer);
    }

    /// <summary>CRLReason, RFC 5280 5.3.1: the writer wants an enumeration.</summary>
    private enum Reason
    {
        Unspecified = 0,
    }
}
