using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

internal delegate bool ReadHeader<T>(ref ExactReader reader, [NotNullWhen(true)] out T? header);

/// <summary>The five parts of a compact JWE with A256GCM (RFC 7516 7.1), checked for form and size. Nothing here can be decrypted by the server.</summary>
internal static class CompactJwe
{
    public const int IvBytes = 12; // RFC 7518 5.3
    public const int TagBytes = 16;

    public static bool TryRead<T>(
        string? compact,
        int maxLength,
        int encryptedKeyBytes,
        ReadHeader<T> read,
        [NotNullWhen(true)] out T? header,
        [NotNullWhen(false)] out string? refusal)
    {
        header = default;
        refusal = Refused.Malformed;
        if (compact is null)
            return false;
        if (compact.Length > maxLength)
        {
            refusal = Refused.TooLarge;
            return false;
        }

        Span<Range> parts = stackalloc Range[6];
        var text = compact.AsSpan();
        if (text.Split(parts, '.') != 5
            || !CanonicalBase64Url.TryDecode(text[parts[0]], out var headerBytes)
            || !CanonicalBase64Url.IsCanonical(text[parts[1]], encryptedKeyBytes)
            || !CanonicalBase64Url.IsCanonical(text[parts[2]], IvBytes)
            || text[parts[3]].IsEmpty || !CanonicalBase64Url.IsCanonical(text[parts[3]])
            || !CanonicalBase64Url.IsCanonical(text[parts[4]], TagBytes))
            return false;

        refusal = Refused.Header;
        var reader = new ExactReader(headerBytes);
        if (!reader.Open() || !read(ref reader, out header) || !reader.Close() || !reader.End)
            return false;
        refusal = null;
        return true;
    }
}
