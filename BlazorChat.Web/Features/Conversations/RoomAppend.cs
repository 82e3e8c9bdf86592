using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>What became of a room chain entry that somebody posted.</summary>
internal abstract record RoomAppend
{
    private RoomAppend()
    {
    }

    /// <summary>Durable now, or since the first time the same bytes were posted.</summary>
    public sealed record Done(ConversationId Conversation, long N, Hash Head, LogPosition Position) : RoomAppend;

    /// <summary>The chain has another head; see what is new and sign again.</summary>
    public sealed record Moved(long N, Hash Head) : RoomAppend;

    /// <summary>These two people have a dm already; or the default room is made.</summary>
    public sealed record Exists(ConversationId Conversation, bool IsRoom = false) : RoomAppend;

    /// <summary>No such conversation, or none of the poster's business.</summary>
    public sealed record NotFound : RoomAppend;

    /// <param name="Code">Of <see cref="Protocol.Refused"/>, <see cref="RoomRefusal"/>, <see cref="Devices.SignerRefusal"/> or <see cref="Profiles.NewProfile"/>.</param>
    public sealed record Refused(string Code) : RoomAppend;
}
