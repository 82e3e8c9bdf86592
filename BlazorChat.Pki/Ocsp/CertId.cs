using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Ocsp;

/// <summary>A certificate as OCSP names it (RFC 6960 4.1.1): hashes of its issuer's name and key, and its serial number.</summary>
/// <param name="Encoded">As asked; the answer repeats it octet by octet.</param>
/// <param name="Serial">Upper-case hex, as certificates are filed.</param>
internal sealed record CertId(ReadOnlyMemory<byte> Encoded, string HashAlgorithm, ReadOnlyMemory<byte> IssuerName, ReadOnlyMemory<byte> IssuerKey, string Serial)
{
    /// <exception cref="AsnContentException">Not one.</exception>
    public static CertId Read(AsnReader reader)
    {
        var encoded = reader.ReadEncodedValue();
        var id = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        var algorithm = id.ReadSequence();
        var hash = algorithm.ReadObjectIdentifier();
        if (algorithm.HasData)
            algorithm.ReadNull(); // RFC 5754 2: NULL or absent
        algorithm.ThrowIfNotEmpty();
        var (name, key, serial) = (id.ReadOctetString(), id.ReadOctetString(), id.ReadIntegerBytes());
        id.ThrowIfNotEmpty();
        return new CertId(encoded, hash, name, key, Convert.ToHexString(serial.Span is [0, _, ..] ? serial.Span[1..] : serial.Span));
    }

    /// <summary>As clients that ask without choosing do: by SHA-1 (RFC 5019 2.1.1).</summary>
    public static CertId Of(CaCertificate issuer, string serial)
    {
        var hashes = IssuerHashes.Of(issuer)[IssuerHashes.Sha1];
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(IssuerHashes.Sha1);
                writer.WriteNull();
            }
            writer.WriteOctetString(hashes.Name);
            writer.WriteOctetString(hashes.Key);
            writer.WriteIntegerUnsigned(Convert.FromHexString(serial));
        }
        return new CertId(writer.Encode(), IssuerHashes.Sha1, hashes.Name, hashes.Key, serial);
    }

    public bool IsIssuedBy(IssuerHashes issuer) => issuer.Name.AsSpan().SequenceEqual(IssuerName.Span) && issuer.Key.AsSpan().SequenceEqual(IssuerKey.Span);
}

/// <summary>An issuing CA as CertIDs name it, by one hash function.</summary>
/// <param name="Name">Of its DER name.</param>
/// <param name="Key">Of the bits of its public key, without tag, length and unused bits.</param>
internal sealed record IssuerHashes(byte[] Name, byte[] Key)
{
    public const string Sha1 = "1.3.14.3.2.26"; // what clients ask with (RFC 5019 2.1.1): a name for the issuer, its strength does not matter
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";

    /// <summary>By each hash function that is understood.</summary>
    public static IReadOnlyDictionary<string, IssuerHashes> Of(CaCertificate issuer) => new Dictionary<string, IssuerHashes>(StringComparer.Ordinal)
    {
        [Sha1] = new(HashSha1(issuer.Subject.RawData), KeyHash(issuer.PublicKey)),
        [Sha256] = new(SHA256.HashData(issuer.Subject.RawData), SHA256.HashData(RsaPublicKey.BitsOf(issuer.PublicKey).Span)),
    };

    /// <summary>KeyHash of RFC 6960 4.2.1, always SHA-1.</summary>
    public static byte[] KeyHash(ReadOnlyMemory<byte> publicKey) => HashSha1(RsaPublicKey.BitsOf(publicKey).Span);

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6960 4.2.1, RFC 5019 2.1.1: a short name for a key; nothing is trusted because of it.")]
    private static byte[] HashSha1(ReadOnlySpan<byte> data) => SHA1.HashData(data);
}
