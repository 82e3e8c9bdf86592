using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace BlazorChat.Web.Protocol;

internal static class Sha256
{
    public const int Bytes = SHA256.HashSizeInBytes;

    /// <summary>base64url of SHA-256 over text known to be ASCII; anything else is a fault of the caller.</summary>
    public static string OfAscii(ReadOnlySpan<char> text)
    {
        if (!Ascii.IsValid(text))
            throw new ArgumentException("Only ASCII has a hash in this protocol.", nameof(text));
        var bytes = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            Ascii.FromUtf16(text, bytes, out var written);
            Span<byte> digest = stackalloc byte[Bytes];
            SHA256.HashData(bytes.AsSpan(0, written), digest);
            return CanonicalBase64Url.Encode(digest);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
