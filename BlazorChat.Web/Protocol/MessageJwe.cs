using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

/// <summary>A sealed message as it is posted and stored: compact JWE, <c>dir</c>, naming its session key.</summary>
public sealed record MessageJwe(string Compact, SessionKeyId Key)
{
    public const int MaxLength = 64 * 1024;

    public static bool TryParse(
        [NotNullWhen(true)] string? compact, [NotNullWhen(true)] out MessageJwe? jwe, [NotNullWhen(false)] out string? refusal)
    {
        jwe = null;
        if (!CompactJwe.TryRead<SessionKeyId?>(compact, MaxLength, encryptedKeyBytes: 0, Read, out var key, out refusal))
            return false;
        jwe = new MessageJwe(compact!, key.Value);
        return true;
    }

    private static bool Read(ref ExactReader reader, [NotNullWhen(true)] out SessionKeyId? key)
    {
        key = null;
        if (!reader.Exactly("alg"u8, "dir"u8)
            || !reader.Exactly("enc"u8, "A256GCM"u8)
            || !reader.Exactly("typ"u8, "chat-msg+jwe"u8)
            || !reader.Exactly("cty"u8, "chat-msg+jws"u8)
            || !reader.Thumbprint("kid"u8, out var text) || !SessionKeyId.TryParse(text, out var parsed))
            return false;
        key = parsed;
        return true;
    }
}
