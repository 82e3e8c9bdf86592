using System.Text;
using System.Text.Json;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// What is posted to send: one message <c>{"n":…,"jwe":"…"}</c>, both once, or several that follow each other in an array. A message that edits
/// another says in the clear which, <c>"about":&lt;seq&gt;</c>; one that removes it also <c>"remove":true</c>. Nothing else.
/// </summary>
internal readonly record struct SendRequest(long N, MessageJwe Jwe, MessageAbout? About = null)
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
        if (!TryRead(ref reader, out var members))
            return false;
        if (!MessageJwe.TryParse(members.Jwe, out var jwe, out var why))
        {
            refusal = why;
            return false;
        }
        request = new SendRequest(members.N, jwe, members.About == 0 ? null : new MessageAbout(members.About, members.Remove));
        return true;
    }

    private static bool TryRead(ref Utf8JsonReader reader, out (long N, string? Jwe, long About, bool Remove) members)
    {
        members = default;
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var read = reader.ValueTextEquals("n"u8) && members.N == 0 ? TryNumber(ref reader, out members.N)
                : reader.ValueTextEquals("jwe"u8) && members.Jwe is null ? TryText(ref reader, out members.Jwe)
                : reader.ValueTextEquals("about"u8) && members.About == 0 ? TryNumber(ref reader, out members.About)
                : reader.ValueTextEquals("remove"u8) && !members.Remove && TryTrue(ref reader, out members.Remove);
            if (!read)
                return false;
        }
        return reader.TokenType == JsonTokenType.EndObject && members.N > 0 && members.Jwe is not null && (members.About > 0 || !members.Remove);
    }

    private static bool TryTrue(ref Utf8JsonReader reader, out bool value) =>
        value = reader.Read() && reader.TokenType == JsonTokenType.True;

    // One writing for one number: no 1.0, no 1e0.
    private static bool TryNumber(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.ValueSpan.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && reader.TryGetInt64(out value) && value > 0 && SafeInteger.IsSafe(value);
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
