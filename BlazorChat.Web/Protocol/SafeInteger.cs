namespace BlazorChat.Web.Protocol;

/// <summary>Integers as both sides hold them exactly: 0..2^53-1 (RFC 7493 2.2), written without sign, zeros in front, point or exponent.</summary>
public static class SafeInteger
{
    public const long Max = (1L << 53) - 1;

    public static bool IsSafe(long value) => value is >= 0 and <= Max;

    /// <summary>Reads the digits the text begins with. False if there are none, a zero in front or too many.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> text, out long value, out int length)
    {
        value = 0;
        length = 0;
        while (length < text.Length && text[length] is >= (byte)'0' and <= (byte)'9')
        {
            value = value * 10 + (text[length] - '0');
            if (value > Max)
                return false;
            length++;
        }

        return length > 0 && (length == 1 || text[0] != '0');
    }
}
