using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace BlazorChat.Web.Protocol;

/// <summary>
/// A compact JWS (RFC 7515 7.1) with exactly the header <c>{"alg":"PS256","typ":…,"kid":…}</c>. Reading it proves its form,
/// not who signed it: the caller finds the key of <see cref="Kid"/>, decides whether it may speak here, and calls <see cref="IsSignedBy(RSA)"/>.
/// </summary>
public sealed class Jws
{
    public const int MaxLength = 64 * 1024;

    private readonly byte[] signature;

    private Jws(string compact, Kid kid, byte[] payload, byte[] signature)
    {
        Compact = compact;
        Kid = kid;
        PayloadBytes = payload;
        this.signature = signature;
        Hash = Hash.Of(compact);
    }

    /// <summary>The text exactly as received: what is stored, hashed and handed on.</summary>
    public string Compact { get; }

    public Kid Kid { get; }

    public Hash Hash { get; }

    internal ReadOnlyMemory<byte> PayloadBytes { get; }

    public static bool TryParse(
        [NotNullWhen(true)] string? compact, string typ, [NotNullWhen(true)] out Jws? jws, [NotNullWhen(false)] out string? refusal)
    {
        jws = null;
        refusal = Refused.Malformed;
        if (compact is null)
            return false;
        if (compact.Length > MaxLength)
        {
            refusal = Refused.TooLarge;
            return false;
        }

        if (!TrySplit(compact, out var header, out var payload, out var signature))
            return false;
        refusal = Refused.Header;
        if (!TryReadHeader(header, typ, out var kid))
            return false;
        jws = new Jws(compact, kid, payload, signature);
        refusal = null;
        return true;
    }

    /// <summary>RFC 7518 3.5 with RSA-3072: SHA-256, MGF1 with SHA-256, a salt of 32 bytes and no other.</summary>
    public bool IsSignedBy(RSA key)
    {
        if (key.KeySize != RsaKeys.Bits || signature.Length != RsaKeys.Bytes)
            return false;
        var input = Encoding.ASCII.GetBytes(Compact, 0, Compact.LastIndexOf('.'));
        return key.VerifyData(input, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    }

    /// <summary>The same for a SubjectPublicKeyInfo (RFC 5280 4.1.2.7), as certificates hold it.</summary>
    public bool IsSignedBy(ReadOnlySpan<byte> publicKeyInfo)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(publicKeyInfo, out _);
        return IsSignedBy(key);
    }

    private static bool TrySplit(
        string compact,
        [NotNullWhen(true)] out byte[]? header, [NotNullWhen(true)] out byte[]? payload, [NotNullWhen(true)] out byte[]? signature)
    {
        header = payload = signature = null;
        Span<Range> parts = stackalloc Range[4];
        var text = compact.AsSpan();
        return text.Split(parts, '.') == 3
            && CanonicalBase64Url.TryDecode(text[parts[0]], out header)
            && CanonicalBase64Url.TryDecode(text[parts[1]], out payload)
            && CanonicalBase64Url.TryDecode(text[parts[2]], out signature)
            && signature.Length == RsaKeys.Bytes;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> header, string typ, out Kid kid)
    {
        kid = default;
        var reader = new ExactReader(header);
        return reader.Open()
            && reader.Exactly("alg"u8, "PS256"u8)
            && reader.Text("typ"u8, out string read) && read == typ
            && reader.Kid("kid"u8, out kid)
            && reader.Close() && reader.End;
    }
}
