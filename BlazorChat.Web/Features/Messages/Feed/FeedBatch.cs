using System.Text.Json;
using System.Text.Json.Serialization;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages.Feed;

/// <summary>A conversation that is not open here has this newest entry.</summary>
internal readonly record struct FeedHead(long Seq, long At);

/// <summary>
/// What one <c>deliver</c> call carries: <c>{entries:[{conv, …entry}], heads:[{conv, seq, at}], users:[uuid], crl:number|null, cleared:bool,
/// wanted:[{conv, user}], passing:[{conv, kind, user, seq?}]}</c>.
/// Entries come written, once for all circuits of the host; heads are the newest of conversations this page has not opened, users those whose
/// chains changed; cleared: the user has cleared a history or taken that back, and what is shown is to be compared; wanted: who asks for the
/// earlier keys of a conversation, of this page alone; passing: what others do just now in the conversation that is shown (<see cref="Conversations.Passing"/>).
/// </summary>
[JsonConverter(typeof(FeedBatchConverter))]
internal sealed record FeedBatch(
    IReadOnlyList<ReadOnlyMemory<byte>> Entries, IReadOnlyDictionary<string, FeedHead> Heads, IReadOnlyCollection<Guid> Users, long? Crl,
    bool Cleared, IReadOnlyCollection<WantedKeys> Wanted, IReadOnlyCollection<ReadOnlyMemory<byte>> Passing);

/// <summary>Somebody lacks the earlier keys of a conversation.</summary>
internal readonly record struct WantedKeys(string Conversation, Guid User);

internal sealed class FeedBatchConverter : JsonConverter<FeedBatch>
{
    public override FeedBatch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A batch only goes out.");

    public override void Write(Utf8JsonWriter writer, FeedBatch value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("entries"u8);
        foreach (var entry in value.Entries)
            writer.WriteRawValue(entry.Span, skipInputValidation: true);
        writer.WriteEndArray();
        writer.WriteStartArray("heads"u8);
        foreach (var (conversation, head) in value.Heads)
        {
            writer.WriteStartObject();
            writer.WriteString("conv"u8, conversation);
            writer.WriteNumber("seq"u8, head.Seq);
            writer.WriteNumber("at"u8, head.At);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("users"u8);
        foreach (var user in value.Users)
            writer.WriteStringValue(Uuid.Write(user));
        writer.WriteEndArray();
        if (value.Crl is { } crl)
            writer.WriteNumber("crl"u8, crl);
        else
            writer.WriteNull("crl"u8);
        writer.WriteBoolean("cleared"u8, value.Cleared);
        writer.WriteStartArray("wanted"u8);
        foreach (var (conversation, user) in value.Wanted)
        {
            writer.WriteStartObject();
            writer.WriteString("conv"u8, conversation);
            writer.WriteString("user"u8, Uuid.Write(user));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("passing"u8);
        foreach (var passing in value.Passing)
            writer.WriteRawValue(passing.Span, skipInputValidation: true);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
