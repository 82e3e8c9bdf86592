using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

/// <summary>Session keys handed to one device or recovery key: compact JWE, RSA-OAEP-256, naming that key.</summary>
public sealed record BundleJwe(string Compact, Kid Recipient)
{
    public const int MaxLength = 256 * 1024;

    public static bool TryParse(
        [NotNullWhen(true)] string? compact, [NotNullWhen(true)] out BundleJwe? jwe, [NotNullWhen(false)] out string? refusal)
    {
        jwe = null;
        if (!CompactJwe.TryRead<Kid?>(compact, MaxLength, RsaKeys.Bytes, Read, out var kid, out refusal))
            return false;
        jwe = new BundleJwe(compact!, kid.Value);
        return true;
    }

    private static bool Read(ref ExactReader reader, [NotNullWhen(true)] out Kid? kid)
    {
        kid = null;
        if (!reader.Exactly("alg"u8, "RSA-OAEP-256"u8)
            || !reader.Exactly("enc"u8, "A256GCM"u8)
            || !reader.Exactly("typ"u8, "chat-bundle+jwe"u8)
            || !reader.Kid("kid"u8, out var parsed))
            return false;
        kid = parsed;
        return true;
    }
}
