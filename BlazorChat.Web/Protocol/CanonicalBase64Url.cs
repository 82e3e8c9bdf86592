using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace BlazorChat.Web.Protocol;

/// <summary>
/// base64url without padding (RFC 7515 2), canonical only: what decodes and encodes to another text is refused.
/// Decoders elsewhere accept blanks, padding and loose last bits; two texts for one value would be two hashes for one entry.
/// </summary>
public static class CanonicalBase64Url
{
    public static string Encode(ReadOnlySpan<byte> value) => Base64Url.EncodeToString(value);

    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? value)
    {
        value = null;
        if (!IsCanonical(text))
            return false;
        value = Base64Url.DecodeFromChars(text);
        return true;
    }

    /// <summary>Whether the text is the one canonical encoding of exactly <paramref name="bytes"/> bytes.</summary>
    public static bool IsCanonical(ReadOnlySpan<char> text, int bytes) =>
        text.Length == LengthOf(bytes) && IsCanonical(text);

    public static bool IsCanonical(ReadOnlySpan<char> text)
    {
        foreach (var symbol in text)
            if (ValueOf(symbol) < 0)
                return false;
        // RFC 4648 3.5: the bits that encode nothing must be zero.
        return (text.Length % 4) switch
        {
            0 => true,
            2 => (ValueOf(text[^1]) & 0b1111) == 0,
            3 => (ValueOf(text[^1]) & 0b11) == 0,
            _ => false,
        };
    }

    public static int LengthOf(int bytes) => (bytes * 4 + 2) / 3;

    /// <summary>The text as a string if it is canonical for so many bytes.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> ascii, int bytes, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (ascii.Length != LengthOf(bytes))
            return false;
        var read = Encoding.Latin1.GetString(ascii);
        if (!IsCanonical(read))
            return false;
        text = read;
        return true;
    }

    private static int ValueOf(char symbol) => symbol switch
    {
        >= 'A' and <= 'Z' => symbol - 'A',
        >= 'a' and <= 'z' => symbol - 'a' + 26,
        >= '0' and <= '9' => symbol - '0' + 52,
        '-' => 62,
        '_' => 63,
        _ => -1,
    };
}
