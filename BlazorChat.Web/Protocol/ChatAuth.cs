using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

/// <summary>A device proves its key to this origin, once: JWS <c>chat-auth+jws</c>. <paramref name="Iat"/> is in seconds.</summary>
public sealed record ChatAuth(string Aud, string Nonce, long Iat)
{
    public const string Typ = "chat-auth+jws";

    public static bool TryParse(
        [NotNullWhen(true)] string? compact,
        [NotNullWhen(true)] out Signed<ChatAuth>? auth,
        [NotNullWhen(false)] out string? refusal) =>
        SignedReader.TryParse(compact, Typ, Read, out auth, out refusal);

    private const int MaxAud = 255;
    private const int MaxNonce = 128;

    private static readonly SearchValues<char> NonceCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static ChatAuth? Read(ref ExactReader reader) =>
        reader.Text("aud"u8, out string aud) && aud.Length is > 0 and <= MaxAud
        && reader.Text("nonce"u8, out string nonce) && nonce.Length is > 0 and <= MaxNonce && !nonce.AsSpan().ContainsAnyExcept(NonceCharacters)
        && reader.Integer("iat"u8, out var iat)
            ? new ChatAuth(aud, nonce, iat)
            : null;
}
