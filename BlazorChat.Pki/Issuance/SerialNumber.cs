using System.Security.Cryptography;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// A certificate's serial number: one constant octet and 128 random bits. The octet keeps it positive and of one length,
/// so that all 128 bits count (RFC 5280 4.1.2.2: positive, at most 20 octets).
/// </summary>
internal readonly record struct SerialNumber(byte[] Bytes)
{
    private const byte Prefix = 0x10;
    private const int RandomBytes = 16;

    public static SerialNumber Next()
    {
        var bytes = new byte[1 + RandomBytes];
        bytes[0] = Prefix;
        RandomNumberGenerator.Fill(bytes.AsSpan(1));
        return new SerialNumber(bytes);
    }

    /// <summary>As certificates are filed: upper-case hex.</summary>
    public override string ToString() => Convert.ToHexString(Bytes);
}
