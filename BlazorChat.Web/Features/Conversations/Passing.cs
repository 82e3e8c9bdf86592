using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>What a member does that others may see while it happens.</summary>
public enum PassingKind : byte
{
    /// <summary>Writes something. Never what, nor how much.</summary>
    Typing = 1,

    /// <summary>Has read up to an entry.</summary>
    Read = 2,

    /// <summary>The same, for the member's own pages on other hosts alone.</summary>
    OwnRead = 3,

    /// <summary>Nothing that anybody did, and never in the relay: some of it may have been lost.</summary>
    Lost = 4,
}

/// <summary>
/// Something that passes by a conversation: the relay keeps it nowhere. In the relay: the kind, the user's 16 bytes, and what clients get,
/// <c>{conv, kind:"typing", user}</c> or <c>{conv, kind:"read", user, seq}</c>, written once for all circuits; or, for hosts alone, the seq in 8 bytes.
/// </summary>
/// <param name="Kind">What.</param>
/// <param name="User">Who.</param>
/// <param name="Json">As clients get it; of <see cref="PassingKind.OwnRead"/> what <see cref="Seq"/> reads.</param>
public readonly record struct Passing(PassingKind Kind, Guid User, ReadOnlyMemory<byte> Json)
{
    private const int Head = 17;

    public static RelayMessage Typing(ConversationId conversation, Guid user) => Write(conversation, PassingKind.Typing, user, null);

    public static RelayMessage Read(ConversationId conversation, Guid user, long seq) => Write(conversation, PassingKind.Read, user, seq);

    /// <summary>For a page that shows this conversation.</summary>
    public static Passing Lost(ConversationId conversation) =>
        new(PassingKind.Lost, default, Encoding.UTF8.GetBytes($$"""{"conv":"{{conversation.Value}}","kind":"lost"}"""));

    public static RelayMessage OwnRead(ConversationId conversation, Guid user, long seq)
    {
        var body = new byte[Head + sizeof(long)];
        body[0] = (byte)PassingKind.OwnRead;
        user.TryWriteBytes(body.AsSpan(1));
        BinaryPrimitives.WriteInt64BigEndian(body.AsSpan(Head), seq);
        return RelayMessage.Passing(conversation.Value, body);
    }

    /// <summary>Of <see cref="PassingKind.OwnRead"/>.</summary>
    public long Seq => BinaryPrimitives.ReadInt64BigEndian(Json.Span);

    /// <exception cref="InvalidDataException">It is nothing that passes.</exception>
    public static Passing Of(RelayMessage message)
    {
        if (!message.IsPassing || message.Body.Length <= Head)
            throw new InvalidDataException("Something passed by that is none of ours.");
        var body = message.Body.Span;
        if ((PassingKind)body[0] is PassingKind.OwnRead && body.Length != Head + sizeof(long))
            throw new InvalidDataException("What somebody has read passed by in a form that is none of ours.");
        return new((PassingKind)body[0], new Guid(body[1..Head]), message.Body[Head..]);
    }

    private static RelayMessage Write(ConversationId conversation, PassingKind kind, Guid user, long? seq)
    {
        var buffer = new ArrayBufferWriter<byte>(192);
        var head = buffer.GetSpan(Head);
        head[0] = (byte)kind;
        user.TryWriteBytes(head[1..]);
        buffer.Advance(Head);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("conv"u8, conversation.Value);
            json.WriteString("kind"u8, kind is PassingKind.Typing ? "typing"u8 : "read"u8);
            json.WriteString("user"u8, user);
            if (seq is { } number)
                json.WriteNumber("seq"u8, number);
            json.WriteEndObject();
        }
        return RelayMessage.Passing(conversation.Value, buffer.WrittenSpan.ToArray());
    }
}
