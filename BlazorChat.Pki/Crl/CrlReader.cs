using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Crl;

/// <summary>A CA that its root has revoked.</summary>
/// <param name="Reason">CRLReason as RFC 5280 5.3.1 numbers it.</param>
internal readonly record struct RevokedCa(string Serial, DateTimeOffset Since, int Reason);

/// <summary>A root's list as read.</summary>
internal sealed record RootList(long Number, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate, IReadOnlyList<RevokedCa> Entries)
{
    public RevokedCa? Find(CaCertificate certificate) => Entries.Where(entry => entry.Serial == certificate.Serial).Select(entry => (RevokedCa?)entry).FirstOrDefault();
}

/// <summary>
/// Reads the CRL of a root (RFC 5280 5), which may come from another CA software: version 2, full, numbered, of this root
/// and signed by it.
/// </summary>
internal static class CrlReader
{
    public const int MaxBytes = 256 * 1024; // a root's list has a line for each CA that was revoked
    private const string DeltaIndicator = "2.5.29.27";

    /// <exception cref="AsnContentException">It is not; the message says why.</exception>
    public static RootList Read(ReadOnlyMemory<byte> der, CaCertificate issuer)
    {
        if (der.Length > MaxBytes)
            throw new AsnContentException($"A root's list has at most {MaxBytes} bytes.");
        try
        {
            return ReadList(SignedStructure.Read(der), issuer);
        }
        catch (CryptographicException e)
        {
            throw new AsnContentException(e.Message, e);
        }
    }

    private static RootList ReadList(SignedStructure structure, CaCertificate issuer)
    {
        var outer = new AsnReader(structure.Signed, AsnEncodingRules.DER);
        var list = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!list.PeekTag().HasSameClassAndValue(Asn1Tag.Integer) || !list.TryReadInt32(out var version) || version != 1)
            throw new AsnContentException("It is not a revocation list of version 2, which has a number and names its key (openssl ca -gencrl -crlexts, crlnumber in the configuration).");
        if (!list.ReadEncodedValue().Span.SequenceEqual(SignedStructure.Sha256WithRsa) || !structure.IsSha256WithRsa)
            throw new AsnContentException("It is not signed with sha256WithRSAEncryption.");
        if (!list.ReadEncodedValue().Span.SequenceEqual(issuer.Subject.RawData))
            throw new AsnContentException($"It is not of {issuer.Name}.");
        var (thisUpdate, nextUpdate) = (DerTime.Read(list), DerTime.Read(list));
        var entries = list.HasData && list.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? ReadEntries(list.ReadSequence()) : [];
        var tagged = list.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0));
        list.ThrowIfNotEmpty();
        var number = ReadExtensions(tagged, issuer);
        if (!issuer.Signed(structure))
            throw new AsnContentException($"It is not signed by {issuer.Name}.");
        return new RootList(number, thisUpdate, nextUpdate, entries);
    }

    private static List<RevokedCa> ReadEntries(AsnReader list)
    {
        var entries = new List<RevokedCa>();
        while (list.HasData)
        {
            var entry = list.ReadSequence();
            var serial = Convert.ToHexString(entry.ReadIntegerBytes().Span);
            var since = DerTime.Read(entry);
            var reason = entry.HasData ? ReadReason(entry.ReadSequence()) : 0;
            entry.ThrowIfNotEmpty();
            entries.Add(new RevokedCa(serial, since, reason));
        }
        return entries;
    }

    private static int ReadReason(AsnReader extensions)
    {
        var reason = 0;
        while (extensions.HasData)
        {
            var extension = RequestedExtension.Read(extensions.ReadSequence());
            if (extension.Type == CrlWriter.ReasonCode)
                reason = new AsnReader(extension.Value, AsnEncodingRules.DER).ReadEnumeratedBytes().Span[0];
            else if (extension.Critical)
                throw new AsnContentException($"An entry has the unknown critical extension {extension.Type}."); // RFC 5280 5.3
        }
        return reason;
    }

    private static long ReadExtensions(AsnReader tagged, CaCertificate issuer)
    {
        var extensions = tagged.ReadSequence();
        tagged.ThrowIfNotEmpty();
        long? number = null;
        var namesKey = false;
        while (extensions.HasData)
        {
            var extension = RequestedExtension.Read(extensions.ReadSequence());
            if (extension.Type == DeltaIndicator)
                throw new AsnContentException("It is a delta list; a full one is needed.");
            if (extension.Critical)
                throw new AsnContentException($"It has the unknown critical extension {extension.Type}."); // RFC 5280 5.2
            if (extension.Type == CrlWriter.AuthorityKeyIdentifier)
                namesKey = new X509AuthorityKeyIdentifierExtension(extension.Value.Span).KeyIdentifier is { } id && id.Span.SequenceEqual(issuer.KeyIdentifier.Span);
            if (extension.Type == CrlWriter.CrlNumber)
                number = new AsnReader(extension.Value, AsnEncodingRules.DER).TryReadInt64(out var read) && read is >= 0 and <= MaxNumber ? read
                    : throw new AsnContentException("Its number is not one that clients can count to.");
        }
        if (!namesKey)
            throw new AsnContentException("It does not name the key that signed it (authorityKeyIdentifier = keyid, RFC 5280 5.2.1).");
        return number ?? throw new AsnContentException("It has no cRLNumber (RFC 5280 5.2.3)."); // openssl.cnf: crlnumber, crl_extensions
    }

    private const long MaxNumber = (1L << 53) - 1; // protocol.md: integers of the protocol
}
