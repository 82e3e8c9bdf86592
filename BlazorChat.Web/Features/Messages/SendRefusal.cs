using BlazorChat.Web.Features.Conversations;

namespace BlazorChat.Web.Features.Messages;

/// <summary>Why a message, session or grant was not taken. What the client can do about it is in the type.</summary>
internal abstract record SendRefusal
{
    private SendRefusal()
    {
    }

    /// <summary>No such conversation, or not for this user: both look the same.</summary>
    public sealed record NotFound : SendRefusal;

    /// <summary>This user was in the conversation and is no more.</summary>
    public sealed record NotMember : SendRefusal;

    /// <summary>A member, but this device is none of the conversation: revoked, on hold, dropped, or of an outdated base.</summary>
    public sealed record Blocked : SendRefusal;

    /// <summary>This user has blocked the other one of the dm.</summary>
    public sealed record Blocking : SendRefusal;

    /// <summary>The other one of the dm has blocked this user.</summary>
    public sealed record BlockedBy : SendRefusal;

    /// <summary>The counter is not the device's next; <paramref name="Last"/> is its last message here.</summary>
    public sealed record Counter(LogEntry? Last) : SendRefusal;

    /// <summary>The session is unknown, another device's, too old or worn out: make a new one.</summary>
    public sealed record StaleSession : SendRefusal;

    /// <summary>The session is not granted to exactly the recipients, because of these users.</summary>
    public sealed record Recipients(IReadOnlyList<Guid> Changed, long Version) : SendRefusal;

    /// <summary>The room chain has moved on: this is its head.</summary>
    public sealed record Room(long N, string Head) : SendRefusal;

    /// <summary>The room is archived: nothing is taken.</summary>
    public sealed record Archived : SendRefusal;

    /// <summary>The recipients change faster than they can be checked.</summary>
    public sealed record Unsettled : SendRefusal;

    /// <summary>The place that a message is about has no message that can be changed.</summary>
    public sealed record NothingThere : SendRefusal;

    /// <summary>The message that this one is about is somebody else's.</summary>
    public sealed record NotYours : SendRefusal;

    /// <summary>The message that this one is about has been removed, which is final.</summary>
    public sealed record Removed : SendRefusal;

    /// <summary>Not of the form or content the protocol asks for.</summary>
    public sealed record Bad(string Code) : SendRefusal;

    /// <summary>Not signed by the device of this signed-in session.</summary>
    public sealed record Signer(string Code) : SendRefusal;
}
