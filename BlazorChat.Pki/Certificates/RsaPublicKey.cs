using System.Buffers.Text;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace BlazorChat.Pki.Certificates;

/// <summary>An RSA public key as SubjectPublicKeyInfo carries it (RFC 3279 2.3.1), read strictly.</summary>
internal sealed class RsaPublicKey
{
    private const int DeviceBits = 3072; // the protocol's one size
    private static ReadOnlySpan<byte> RsaEncryption => [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00];

    private readonly byte[] _modulus;
    private readonly byte[] _exponent;

    private RsaPublicKey(byte[] encoded, byte[] modulus, byte[] exponent)
    {
        Encoded = encoded;
        _modulus = modulus;
        _exponent = exponent;
        // RFC 7638 3: the required members in lexicographic order, no blanks. RFC 7518 6.3.1: no leading zero octets.
        var jwk = $"{{\"e\":\"{Base64Url.EncodeToString(exponent)}\",\"kty\":\"RSA\",\"n\":\"{Base64Url.EncodeToString(modulus)}\"}}";
        Kid = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(jwk)));
    }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public byte[] Encoded { get; }

    /// <summary>RFC 7638 SHA-256 thumbprint.</summary>
    public string Kid { get; }

    /// <summary>Of the size and exponent that the protocol has for devices.</summary>
    public bool IsStrong => HasBits(DeviceBits, DeviceBits) && IsOdd && HasUsualExponent;

    /// <summary>An even modulus is no product of two odd primes.</summary>
    public bool IsOdd => (_modulus[^1] & 1) == 1;

    /// <summary>65537: smaller ones are no harm by themselves, but go with old mistakes in padding.</summary>
    public bool HasUsualExponent => _exponent.AsSpan().SequenceEqual<byte>([1, 0, 1]);

    public BigInteger Modulus => new(_modulus, isUnsigned: true, isBigEndian: true);

    /// <summary>From so many bits to so many, in whole octets: the highest bit is set.</summary>
    public bool HasBits(int least, int most) => _modulus.Length * 8 >= least && _modulus.Length * 8 <= most && (_modulus[0] & 0x80) != 0;

    /// <returns>Null if it is not an RSA key.</returns>
    /// <exception cref="AsnContentException">Not DER.</exception>
    public static RsaPublicKey? Read(ReadOnlyMemory<byte> encoded)
    {
        var outer = new AsnReader(encoded, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var algorithm = info.ReadEncodedValue();
        var bits = info.ReadBitString(out var unused);
        info.ThrowIfNotEmpty();
        if (!algorithm.Span.SequenceEqual(RsaEncryption) || unused != 0)
            return null;
        var keyOuter = new AsnReader(bits, AsnEncodingRules.DER);
        var key = keyOuter.ReadSequence();
        keyOuter.ThrowIfNotEmpty();
        var modulus = Unsigned(key.ReadIntegerBytes());
        var exponent = Unsigned(key.ReadIntegerBytes());
        key.ThrowIfNotEmpty();
        return new RsaPublicKey(encoded.ToArray(), modulus, exponent);
    }

    /// <summary>The bits of a SubjectPublicKeyInfo, which key identifiers are hashes of: without tag, length and unused bits.</summary>
    /// <exception cref="AsnContentException">Not DER.</exception>
    public static ReadOnlyMemory<byte> BitsOf(ReadOnlyMemory<byte> encoded)
    {
        var info = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        info.ReadEncodedValue();
        return info.ReadBitString(out _);
    }

    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, RSASignaturePadding padding)
    {
        using var key = RSA.Create(new RSAParameters { Modulus = _modulus, Exponent = _exponent });
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, padding);
    }

    private static byte[] Unsigned(ReadOnlyMemory<byte> integer)
    {
        var bytes = integer.Span;
        if ((bytes[0] & 0x80) != 0)
            throw new AsnContentException("A modulus and an exponent are positive.");
        return (bytes[0] == 0 && bytes.Length > 1 ? bytes[1..] : bytes).ToArray();
    }
}
