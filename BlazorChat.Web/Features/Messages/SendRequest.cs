using System.Text;
using System.Text.Json;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// What is posted to send: one message <c>{"n":…,"jwe":"…"}</c>, both once and nothing else, or several that follow each other in an array.
/// </summary>
internal readonly record struct SendRequest(long N, MessageJwe Jwe)
{
    /// <summary>Messages in one request: an outbox goes in few, and each is answered within a second.</summary>
    public const int MaxMessages = 50;

    /// <summary>As many of the longest messages as fit; of ordinary ones, all.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <param name="body">The request's bytes.</param>
    /// <param name="requests">The messages, in order.</param>
    /// <param name="asList">Whether an array was posted, and is to be answered.</param>
    /// <param name="refusal">Why not, one of <see cref="Refused"/>.</param>
    public static bool TryParse(ReadOnlySpan<byte> body, out List<SendRequest> requests, out bool asList, out string refusal)
    {
        (requests, asList, refusal) = ([], false, Refused.Malformed);
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read())
                return false;
            asList = reader.TokenType == JsonTokenType.StartArray;
            if (asList && !reader.Read())
                return false;
            do
            {
                if (!TryOne(ref reader, out var request, ref refusal))
                    return false;
                requests.Add(request);
            }
            while (asList && reader.Read() && reader.TokenType == JsonTokenType.StartObject && requests.Count < MaxMessages);
            return (!asList || reader.TokenType == JsonTokenType.EndArray) && !reader.Read();
        }
        catch (JsonException)
        {
            refusal = Refused.Malformed;
            return false;
        }
    }

    private static bool TryOne(ref Utf8JsonReader reader, out SendRequest request, ref string refusal)
    {
        request = default;
        if (!TryRead(ref reader, out var n, out var compact))
            return false;
        if (!MessageJwe.TryParse(compact, out var jwe, out var why))
        {
            refusal = why;
            return false;
        }
        request = new SendRequest(n, jwe);
        return true;
    }

    private static bool TryRead(ref Utf8JsonReader reader, out long n, out string? jwe)
    {
        (n, jwe) = (0, null);
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var read = reader.ValueTextEquals("n"u8) && n == 0 ? TryCounter(ref reader, out n)
                : reader.ValueTextEquals("jwe"u8) && jwe is null && TryText(ref reader, out jwe);
            if (!read)
                return false;
        }
        return reader.TokenType == JsonTokenType.EndObject && n > 0 && jwe is not null;
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
