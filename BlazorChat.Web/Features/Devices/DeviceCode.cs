using System.Security.Cryptography;
using System.Text;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>What a new device shows to be recognised: the first 80 bits of SHA-256 of <c>sig "." enc</c>, in RFC 4648 base32, in
/// groups of four, as the browser shows it.</summary>
internal static class DeviceCode
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Group = 4;
    private const int Characters = 16 + 3; // with the hyphens between the groups

    public static string Of(Kid sig, Kid enc) => OfDigest(SHA256.HashData(Encoding.ASCII.GetBytes($"{sig.Value}.{enc.Value}")));

    /// <param name="digest">That SHA-256.</param>
    public static string OfDigest(byte[] digest) => string.Create(Characters, digest, static (code, bits) =>
    {
        for (var i = 0; i < code.Length; i++)
            code[i] = i % (Group + 1) == Group ? '-' : Alphabet[FiveBits(bits, (i - i / (Group + 1)) * 5)];
    });

    private static int FiveBits(byte[] bits, int at)
    {
        var two = (bits[at / 8] << 8) | bits[at / 8 + 1];
        return (two >> (11 - at % 8)) & 31;
    }
}
