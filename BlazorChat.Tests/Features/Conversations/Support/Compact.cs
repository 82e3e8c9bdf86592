using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Features.Conversations;

/// <summary>Writes compact JWS as a client does.</summary>
internal static class Compact
{
    public static string Sign(string typ, Kid kid, RSA key, string payload)
    {
        var input = $"{Encode($$"""{"alg":"PS256","typ":"{{typ}}","kid":"{{kid}}"}""")}.{Encode(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    public static string Quote(string? text) => text is null ? "null" : $"\"{text}\"";

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(text));
}
