using System.Text;
using System.Text.Json;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>What is posted to begin a session, <c>{"manifest":"…","key":{…}}</c>, or to grant it, <c>{"key":{…}}</c>: each member once and no other.</summary>
internal static class SessionRequest
{
    public static bool TryParse(
        ReadOnlySpan<byte> body, bool withManifest, out string? manifest, out SessionKeyJwe? key, out string refusal)
    {
        (manifest, key, refusal) = (null, null, Refused.Malformed);
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (withManifest && manifest is null && reader.ValueTextEquals("manifest"u8))
                {
                    if (!TryText(ref reader, out manifest))
                        return false;
                }
                else if (key is not null || !reader.ValueTextEquals("key"u8) || !reader.Read() || !TryKey(ref reader, out key, ref refusal))
                {
                    return false;
                }
            }
            return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && key is not null && (manifest is not null || !withManifest);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryKey(ref Utf8JsonReader reader, out SessionKeyJwe? key, ref string refusal)
    {
        if (SessionKeyJwe.TryRead(ref reader, out key, out var why))
            return true;
        refusal = why;
        return false;
    }

    private static bool TryText(ref Utf8JsonReader reader, out string? text)
    {
        text = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped)
            return false;
        text = Encoding.UTF8.GetString(reader.ValueSpan);
        return true;
    }
}
