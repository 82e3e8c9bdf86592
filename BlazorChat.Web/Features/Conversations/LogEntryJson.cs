using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// A log entry as clients get it: <c>{seq, at, kind:"message", user, device, n, jwe}</c> or <c>{seq, at, kind:"room", n, jws}</c>;
/// in the feed with <c>conv</c> in front. A message about another has <c>about</c>, the place of that one; of a removed one <c>jwe</c> is null, and
/// <c>removedBy</c> the place of what removed it.
/// </summary>
public static class LogEntryJson
{
    /// <summary>Bytes of an entry beside its body, about.</summary>
    private const int Around = 256;

    private static readonly JsonWriterOptions Options = new()
    {
        // The log holds ids and base64url: nothing to escape, and base64url's signs stay what they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>The entry for the feed, written once for all circuits.</summary>
    public static byte[] ForFeed(string conversation, LogPosition position, in NewLogEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>(entry.Body.Length + Around);
        using (var json = new Utf8JsonWriter(buffer, Options))
            Write(json, position, entry, removedBy: null, conversation);
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] ForFeed(LogEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>(entry.Body.Length + Around);
        using (var json = new Utf8JsonWriter(buffer, Options))
            Write(json, entry, entry.ConversationId);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(Utf8JsonWriter json, LogEntry entry) =>
        Write(json, entry, conversation: null);

    private static void Write(Utf8JsonWriter json, LogEntry entry, string? conversation) =>
        Write(json, PositionOf(entry), ContentOf(entry), entry.RemovedBy, conversation);

    private static void Write(Utf8JsonWriter json, LogPosition position, in NewLogEntry entry, long? removedBy, string? conversation)
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
            WriteContent(json, entry, removedBy);
        }
        else
        {
            json.WriteString("kind"u8, "room"u8);
            json.WriteNumber("n"u8, entry.N);
            json.WriteString("jws"u8, entry.Body);
        }
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, in NewLogEntry entry, long? removedBy)
    {
        if (removedBy is null)
            json.WriteString("jwe"u8, entry.Body);
        else
            json.WriteNull("jwe"u8);
        if (entry.About is { } about)
            json.WriteNumber("about"u8, about);
        if (removedBy is { } seq)
            json.WriteNumber("removedBy"u8, seq);
    }

    private static LogPosition PositionOf(LogEntry entry) => new(entry.Seq, entry.At.ToUnixTimeMilliseconds());

    private static NewLogEntry ContentOf(LogEntry entry) =>
        new(entry.Kind, entry.User, entry.Device, entry.N, entry.SessionKey, entry.Body, Hash.Parse(entry.Hash), entry.About);
}
