using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

/// <summary>
/// What a device says about a message key it made, JWS <c>chat-session+jws</c>: for which conversation, which key (by thumbprint)
/// and under which head of the room chain. <paramref name="Iat"/> is in seconds.
/// </summary>
public sealed record SessionManifest(ConversationId Conv, SessionKeyId Key, Hash Room, long Iat)
{
    public const string Typ = "chat-session+jws";

    public static bool TryParse(
        [NotNullWhen(true)] string? compact,
        [NotNullWhen(true)] out Signed<SessionManifest>? manifest,
        [NotNullWhen(false)] out string? refusal) =>
        SignedReader.TryParse(compact, Typ, Read, out manifest, out refusal);

    private static SessionManifest? Read(ref ExactReader reader) =>
        reader.Hash("conv"u8, out var conv)
        && reader.Thumbprint("key"u8, out var keyText) && SessionKeyId.TryParse(keyText, out var key)
        && reader.Hash("room"u8, out var room)
        && reader.Integer("iat"u8, out var iat)
            ? new SessionManifest(ConversationId.Of(conv), key, room, iat)
            : null;
}
