using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace BlazorChat.Web.Protocol;

/// <summary>
/// Something a user keeps for their own devices: JWE general JSON serialisation (RFC 7516 7.2.1), exact like everything else, protected header
/// <c>{"enc":"A256GCM","typ":"chat-own+jwe"}</c>. What is inside is signed by the device that wrote it, which only the user's devices can check.
/// </summary>
/// <param name="Json">As it was sent.</param>
public sealed record OwnRecordJwe(string Json)
{
    public const int MaxLength = 64 * 1024;

    /// <summary>Ten devices and the recovery key, and some that came or went meanwhile.</summary>
    private const int MaxRecipients = 16;

    // {"enc":"A256GCM","typ":"chat-own+jwe"}
    private static readonly string Header = CanonicalBase64Url.Encode("""{"enc":"A256GCM","typ":"chat-own+jwe"}"""u8);

    /// <summary>Reads the member of a request as it was sent.</summary>
    public static bool TryParse(JsonElement json, [NotNullWhen(true)] out OwnRecordJwe? jwe, [NotNullWhen(false)] out string? refusal) =>
        TryParse(JsonMarshal.GetRawUtf8Value(json), out jwe, out refusal);

    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out OwnRecordJwe? jwe, [NotNullWhen(false)] out string? refusal)
    {
        refusal = json.Length > MaxLength ? Refused.TooLarge : IsExact(json) ? null : Refused.Malformed;
        jwe = refusal is null ? new OwnRecordJwe(Encoding.ASCII.GetString(json)) : null;
        return jwe is not null;
    }

    private static bool IsExact(ReadOnlySpan<byte> json)
    {
        var reader = new ExactReader(json);
        return reader.Open()
            && reader.Text("protected"u8, out string header) && header == Header
            && JweRecipients.TryRead(ref reader, MaxRecipients, out _)
            && reader.Binary("iv"u8, CompactJwe.IvBytes, out _)
            && reader.Text("ciphertext"u8, out string ciphertext) && ciphertext.Length > 0 && CanonicalBase64Url.IsCanonical(ciphertext)
            && reader.Binary("tag"u8, CompactJwe.TagBytes, out _)
            && reader.Close() && reader.End;
    }
}
