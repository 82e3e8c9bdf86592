using System.Security.Cryptography;
using System.Text;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Support.People;

/// <summary>Encrypted forms as clients make them.</summary>
internal static class Envelopes
{
    /// <summary>The form of a sealed recovery pair; what is inside is nobody's key.</summary>
    public static string Recovery()
    {
        var header = $$"""{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","typ":"chat-recovery+jwe","p2c":210000,"p2s":"{{Random(16)}}"}""";
        return $"{TestKey.Encode(header)}.{Random(40)}.{Random(12)}.{Random(4000)}.{Random(16)}";
    }

    /// <summary>A256GCM under a content key (RFC 7518 5.3); the protected header is what is authenticated.</summary>
    public static (string Iv, string Ciphertext, string Tag) Seal(byte[] key, string encodedHeader, byte[] plaintext)
    {
        var iv = RandomNumberGenerator.GetBytes(12);
        var ciphertext = new byte[plaintext.Length];
        var tag = new byte[16];
        using var gcm = new AesGcm(key, tag.Length);
        gcm.Encrypt(iv, plaintext, ciphertext, tag, Encoding.ASCII.GetBytes(encodedHeader));
        return (CanonicalBase64Url.Encode(iv), CanonicalBase64Url.Encode(ciphertext), CanonicalBase64Url.Encode(tag));
    }

    public static byte[] Open(byte[] key, string encodedHeader, string iv, string ciphertext, string tag)
    {
        var sealed_ = Decode(ciphertext);
        var plaintext = new byte[sealed_.Length];
        using var gcm = new AesGcm(key, 16);
        gcm.Decrypt(Decode(iv), sealed_, Decode(tag), plaintext, Encoding.ASCII.GetBytes(encodedHeader));
        return plaintext;
    }

    public static string Random(int bytes) => CanonicalBase64Url.Encode(RandomNumberGenerator.GetBytes(bytes));

    private static byte[] Decode(string text) =>
        CanonicalBase64Url.TryDecode(text, out var bytes) ? bytes : throw new FormatException("Not base64url.");
}
