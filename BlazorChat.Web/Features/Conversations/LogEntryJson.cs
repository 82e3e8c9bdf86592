using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// A log entry as clients get it: <c>{seq, at, kind:"message", user, device, n, jwe}</c> or <c>{seq, at, kind:"room", n, jws}</c>;
/// in the feed with <c>conv</c> in front.
/// </summary>
public static class LogEntryJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        // The log holds ids and base64url: nothing to escape, and base64url's signs stay what they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>The entry for the feed, written once for all circuits.</summary>
    public static byte[] ForFeed(string conversation, LogPosition position, in NewLogEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>(entry.Body.Length + 256);
        using (var json = new Utf8JsonWriter(buffer, Options))
            Write(json, position, entry, conversation);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(Utf8JsonWriter json, LogEntry entry) =>
        Write(json, PositionOf(entry), ContentOf(entry), conversation: null);

    public static byte[] ForFeed(LogEntry entry) => ForFeed(entry.ConversationId, PositionOf(entry), ContentOf(entry));

    private static void Write(Utf8JsonWriter json, LogPosition position, in NewLogEntry entry, string? conversation)
    {
        json.WriteStartObject();
        if (conversation is not null)
            json.WriteString("conv"u8, conversation);
        json.WriteNumber("seq"u8, position.Seq);
        json.WriteNumber("at"u8, position.At);
        if (entry.Kind == LogEntryKind.Message)
        {
            json.WriteString("kind"u8, "message"u8);
            json.WriteString("user"u8, entry.User);
            json.WriteString("device"u8, entry.Device);
            json.WriteNumber("n"u8, entry.N);
            json.WriteString("jwe"u8, entry.Body);
        }
        else
        {
            json.WriteString("kind"u8, "room"u8);
            json.WriteNumber("n"u8, entry.N);
            json.WriteString("jws"u8, entry.Body);
        }
        json.WriteEndObject();
    }

    private static LogPosition PositionOf(LogEntry entry) => new(entry.Seq, entry.At.ToUnixTimeMilliseconds());

    private static NewLogEntry ContentOf(LogEntry entry) =>
        new(entry.Kind, entry.User, entry.Device, entry.N, entry.SessionKey, entry.Body, Hash.Parse(entry.Hash));
}
