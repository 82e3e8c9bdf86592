using System.Globalization;
using System.Numerics;

namespace BlazorChat.Pki.Catalogue;

/// <summary>
/// A serial number, or how one begins: hex in either case with or without separators, as openssl, Windows and browsers show it, or the whole in
/// decimal. Which of the two cannot be mistaken: in hex ours have 34 digits, in decimal 40.
/// </summary>
/// <param name="Hex">Upper case.</param>
public sealed record SerialText(string Hex)
{
    /// <summary>Of a whole one.</summary>
    public const int HexDigits = 34;
    private const int DecimalDigits = 40;

    public static SerialText? Parse(string typed)
    {
        if (typed.Length == DecimalDigits && typed.All(char.IsAsciiDigit))
            return new SerialText(BigInteger.Parse(typed, NumberStyles.None, CultureInfo.InvariantCulture).ToString("X", CultureInfo.InvariantCulture).TrimStart('0'));
        return Catalogue.HexDigits.Parse(typed, HexDigits) is { } hex ? new SerialText(hex) : null;
    }

    /// <summary>The same number in decimal.</summary>
    /// <param name="serial">Upper-case hex, as certificates are filed.</param>
    public static string ToDecimal(string serial) => BigInteger.Parse("0" + serial, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
}

/// <summary>The SHA-256 of a certificate, or how it begins.</summary>
/// <param name="Hex">Upper case.</param>
public sealed record FingerprintText(string Hex)
{
    private const int MaxHexDigits = 64;

    public static FingerprintText? Parse(string typed) => HexDigits.Parse(typed, MaxHexDigits) is { } hex ? new FingerprintText(hex) : null;
}

/// <summary>A key's id, or how it begins: base64url, where case counts.</summary>
public sealed record KidText(string Beginning)
{
    public const int Length = 43;

    public static KidText? Parse(string typed) =>
        typed.Length is > 0 and <= Length && typed.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? new KidText(typed) : null;
}

/// <summary>A device's uuid, or how it begins.</summary>
/// <param name="Beginning">Lower case.</param>
public sealed record DevicePrefix(string Beginning)
{
    private const int Length = 36;

    public static DevicePrefix? Parse(string typed) =>
        typed.Length is > 0 and <= Length && typed.All(c => char.IsAsciiHexDigit(c) || c == '-') ? new DevicePrefix(typed.ToLowerInvariant()) : null;
}

internal static class HexDigits
{
    private const string Separators = " :-";

    /// <summary>Upper-case digits without separators; null if it is not hex, empty, or too long.</summary>
    public static string? Parse(string typed, int max)
    {
        var digits = typed.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? typed[2..] : typed;
        digits = string.Concat(digits.Where(c => !Separators.Contains(c, StringComparison.Ordinal))).ToUpperInvariant();
        return digits.Length > 0 && digits.Length <= max && digits.All(char.IsAsciiHexDigit) ? digits : null;
    }
}
