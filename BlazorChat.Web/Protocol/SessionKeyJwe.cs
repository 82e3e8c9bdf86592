using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace BlazorChat.Web.Protocol;

/// <summary>One recipient of a session key: <c>{"header":{"alg":"RSA-OAEP-256","kid":…},"encrypted_key":…}</c>.</summary>
public sealed record SessionKeyRecipient(Kid Kid, string EncryptedKey);

/// <summary>
/// A session key wrapped to many: JWE general JSON serialisation (RFC 7516 7.2.1), protected header
/// <c>{"enc":"A256GCM","typ":"chat-session-key+jwe","sm":…}</c>. Members of the JSON may come in any order, since what clients
/// get is written anew from these values; none may be missing, unknown or there twice, and no recipient either.
/// </summary>
public sealed record SessionKeyJwe(
    string Protected, Hash Manifest, IReadOnlyList<SessionKeyRecipient> Recipients, string Iv, string Ciphertext, string Tag)
{
    public const string Algorithm = "RSA-OAEP-256";
    public const int MaxLength = 1024 * 1024;

    // {"kty":"oct","k":"<43 characters>"}: nothing else fits, so nothing else can be stored here.
    internal const int PlaintextBytes = 63;

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out SessionKeyJwe? jwe, [NotNullWhen(false)] out string? refusal)
    {
        jwe = null;
        if (json.Length > MaxLength)
        {
            refusal = Refused.TooLarge;
            return false;
        }

        refusal = Refused.Malformed;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || !TryRead(ref reader, out jwe, out refusal))
                return false;
            reader.Read(); // Anything but blanks after the object is broken JSON.
            return true;
        }
        catch (JsonException)
        {
            jwe = null;
            refusal = Refused.Malformed;
            return false;
        }
    }

    /// <summary>Reads the object the reader stands on; afterwards it stands on the object's end. Broken JSON throws <see cref="JsonException"/>.</summary>
    public static bool TryRead(
        ref Utf8JsonReader reader, [NotNullWhen(true)] out SessionKeyJwe? jwe, [NotNullWhen(false)] out string? refusal)
    {
        jwe = null;
        refusal = Refused.Malformed;
        if (!TryReadMembers(ref reader, out var parts)
            || !CanonicalBase64Url.IsCanonical(parts.Iv, CompactJwe.IvBytes)
            || !CanonicalBase64Url.IsCanonical(parts.Ciphertext, PlaintextBytes)
            || !CanonicalBase64Url.IsCanonical(parts.Tag, CompactJwe.TagBytes)
            || parts.Recipients is not { Count: > 0 } recipients)
            return false;

        refusal = Refused.Header;
        if (!TryReadProtected(parts.Protected, out var manifest))
            return false;
        jwe = new SessionKeyJwe(parts.Protected!, manifest, recipients, parts.Iv!, parts.Ciphertext!, parts.Tag!);
        refusal = null;
        return true;
    }

    private struct Parts
    {
        public string? Protected, Iv, Ciphertext, Tag;
        public List<SessionKeyRecipient>? Recipients;
    }

    private static bool TryReadMembers(ref Utf8JsonReader reader, out Parts parts)
    {
        parts = default;
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var read = reader.ValueTextEquals("protected"u8) ? TryReadText(ref reader, ref parts.Protected)
                : reader.ValueTextEquals("iv"u8) ? TryReadText(ref reader, ref parts.Iv)
                : reader.ValueTextEquals("ciphertext"u8) ? TryReadText(ref reader, ref parts.Ciphertext)
                : reader.ValueTextEquals("tag"u8) ? TryReadText(ref reader, ref parts.Tag)
                : reader.ValueTextEquals("recipients"u8) && TryReadRecipients(ref reader, ref parts.Recipients);
            if (!read)
                return false;
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static bool TryReadRecipients(ref Utf8JsonReader reader, ref List<SessionKeyRecipient>? recipients)
    {
        if (recipients is not null || !reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            return false;
        recipients = [];
        var kids = new HashSet<Kid>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (!TryReadRecipient(ref reader, out var recipient) || !kids.Add(recipient.Kid))
                return false;
            recipients.Add(recipient);
        }

        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool TryReadRecipient(ref Utf8JsonReader reader, [NotNullWhen(true)] out SessionKeyRecipient? recipient)
    {
        recipient = null;
        string? alg = null, kid = null, encryptedKey = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var read = reader.ValueTextEquals("encrypted_key"u8) ? TryReadText(ref reader, ref encryptedKey)
                : reader.ValueTextEquals("header"u8) && alg is null && TryReadHeader(ref reader, ref alg, ref kid);
            if (!read)
                return false;
        }

        if (reader.TokenType != JsonTokenType.EndObject
            || alg != Algorithm
            || !Kid.TryParse(kid, out var parsed)
            || !CanonicalBase64Url.IsCanonical(encryptedKey, RsaKeys.Bytes))
            return false;
        recipient = new SessionKeyRecipient(parsed, encryptedKey!);
        return true;
    }

    private static bool TryReadHeader(ref Utf8JsonReader reader, ref string? alg, ref string? kid)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var read = reader.ValueTextEquals("alg"u8) ? TryReadText(ref reader, ref alg)
                : reader.ValueTextEquals("kid"u8) && TryReadText(ref reader, ref kid);
            if (!read)
                return false;
        }

        return reader.TokenType == JsonTokenType.EndObject && alg is not null;
    }

    private static bool TryReadText(ref Utf8JsonReader reader, ref string? text)
    {
        if (text is not null || !reader.Read() || reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
            return false;
        text = reader.HasValueSequence ? Encoding.UTF8.GetString(reader.ValueSequence) : Encoding.UTF8.GetString(reader.ValueSpan);
        return true;
    }

    private static bool TryReadProtected(string? text, out Hash manifest)
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
