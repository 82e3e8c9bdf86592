using System.Text;
using System.Text.Json;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>What is posted to send: <c>{"n":…,"jwe":"…"}</c>, both once and nothing else.</summary>
internal readonly record struct SendRequest(long N, MessageJwe Jwe)
{
    /// <summary>A message of 64 KB and the JSON around it.</summary>
    public const int MaxBytes = MessageJwe.MaxLength + 128;

    public static bool TryParse(ReadOnlySpan<byte> body, out SendRequest request, out string refusal)
    {
        request = default;
        refusal = Refused.Malformed;
        if (!TryRead(body, out var n, out var compact))
            return false;
        if (!MessageJwe.TryParse(compact, out var jwe, out var why))
        {
            refusal = why;
            return false;
        }
        request = new SendRequest(n, jwe);
        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> body, out long n, out string? jwe)
    {
        (n, jwe) = (0, null);
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var read = reader.ValueTextEquals("n"u8) && n == 0 ? TryCounter(ref reader, out n)
                    : reader.ValueTextEquals("jwe"u8) && jwe is null && TryText(ref reader, out jwe);
                if (!read)
                    return false;
            }
            return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && n > 0 && jwe is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // One writing for one number: no 1.0, no 1e0.
    private static bool TryCounter(ref Utf8JsonReader reader, out long n)
    {
        n = 0;
        return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.ValueSpan.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && reader.TryGetInt64(out n) && n > 0 && SafeInteger.IsSafe(n);
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
