using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace BlazorChat.Web.Protocol;

/// <summary>
/// A session key wrapped to many: JWE general JSON serialisation (RFC 7516 7.2.1), exact like everything else, protected header
/// <c>{"enc":"A256GCM","typ":"chat-session-key+jwe","sm":…}</c>. No recipient stands there twice.
/// </summary>
public sealed record SessionKeyJwe(
    string Protected, Hash Manifest, IReadOnlyList<JweRecipient> Recipients, string Iv, string Ciphertext, string Tag)
{
    public const string Algorithm = "RSA-OAEP-256";

    /// <summary>2,000 members, each with 10 devices and a recovery key.</summary>
    public const int MaxRecipients = 22_000;

    /// <summary>A recipient takes 619 bytes.</summary>
    public const int MaxLength = (MaxRecipients * 640) + 1024;

    // {"kty":"oct","k":"<43 characters>"}: nothing else fits, so nothing else can be stored here.
    private const int PlaintextBytes = 63;

    /// <summary>Reads the member of a request as it was sent.</summary>
    public static bool TryParse(
        JsonElement json, [NotNullWhen(true)] out SessionKeyJwe? jwe, [NotNullWhen(false)] out string? refusal) =>
        TryParse(JsonMarshal.GetRawUtf8Value(json), out jwe, out refusal);

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out SessionKeyJwe? jwe, [NotNullWhen(false)] out string? refusal)
    {
        jwe = null;
        refusal = Refused.TooLarge;
        if (json.Length > MaxLength)
            return false;

        refusal = Refused.Malformed;
        var reader = new ExactReader(json);
        if (!reader.Open()
            || !reader.Text("protected"u8, out string header)
            || !JweRecipients.TryRead(ref reader, MaxRecipients, out var recipients)
            || !reader.Binary("iv"u8, CompactJwe.IvBytes, out var iv)
            || !reader.Binary("ciphertext"u8, PlaintextBytes, out var ciphertext)
            || !reader.Binary("tag"u8, CompactJwe.TagBytes, out var tag)
            || !reader.Close() || !reader.End)
            return false;

        refusal = Refused.Header;
        if (!TryReadProtected(header, out var manifest))
            return false;
        jwe = new SessionKeyJwe(header, manifest, recipients, iv, ciphertext, tag);
        refusal = null;
        return true;
    }

    private static bool TryReadProtected(string text, out Hash manifest)
    {
        manifest = default;
        if (!CanonicalBase64Url.TryDecode(text, out var header))
            return false;
        var reader = new ExactReader(header);
        return reader.Open()
            && reader.Exactly("enc"u8, "A256GCM"u8)
            && reader.Exactly("typ"u8, "chat-session-key+jwe"u8)
            && reader.Hash("sm"u8, out manifest)
            && reader.Close() && reader.End;
    }
}
