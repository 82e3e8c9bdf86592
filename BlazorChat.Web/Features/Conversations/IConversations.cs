using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// The conversations of this installation: who is in them, whom their messages are encrypted to, where their logs stand.
/// Answers come from memory where they can; whatever decides over an append is compared again under the row lock.
/// </summary>
public interface IConversations
{
    /// <summary>The conversation as its room chain says it; null: there is none.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="notOlderThan">An <c>n</c> the caller knows to exist: an older state in memory is read again.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<RoomChainState?> FindAsync(ConversationId conversation, long notOlderThan = 0, CancellationToken cancellation = default);

    /// <summary>Whether the user is a member, with a device here or not. False for a conversation that does not exist.</summary>
    ValueTask<bool> IsMemberAsync(ConversationId conversation, Guid user, CancellationToken cancellation = default);

    /// <summary>The conversations of the user, the newest log entry first, without the dms that both have given up.</summary>
    Task<IReadOnlyList<ConversationSummary>> OfAsync(Guid user, CancellationToken cancellation = default);

    /// <summary>The dm of two users, for the first of them; null: none yet, or both have given it up.</summary>
    Task<ConversationSummary?> FindDmAsync(Guid user, Guid peer, CancellationToken cancellation = default);

    /// <summary>
    /// Whom a message of this conversation must be readable for, computed from room chain, user chains and the newest CRL; null: no such
    /// conversation. The set is at least as new as its <see cref="RecipientSet.Version"/>: validate outside, compare
    /// the version under the lock, and if it differs ask again with that number.
    /// </summary>
    ValueTask<RecipientSet?> RecipientsAsync(ConversationId conversation, long notOlderThan = 0, CancellationToken cancellation = default);

    /// <summary>Raises what the user has read; lower numbers change nothing. False: not a member.</summary>
    Task<bool> MarkReadAsync(ConversationId conversation, Guid user, long seq, CancellationToken cancellation = default);

    /// <summary>
    /// Tells the watchers of all members that the log has a new last entry. Call it after each append, once it is durable; appends to the
    /// room chain tell by themselves.
    /// </summary>
    ValueTask AnnounceAsync(ConversationId conversation, long seq, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>
    /// Calls <paramref name="watcher"/> when a conversation of this user is new, gone, has a new last entry, or was read or cleared elsewhere. Calls may
    /// overtake each other (keep the highest seq); they must be quick and must not block.
    /// </summary>
    IDisposable OnChange(Guid user, Action<ConversationChange> watcher);
}

/// <summary>A conversation as a member's list shows it.</summary>
/// <param name="Conversation">Which.</param>
/// <param name="Kind">dm, private or open.</param>
/// <param name="History">Whether who comes later is given the earlier keys.</param>
/// <param name="Peer">The other one of a dm; null in rooms.</param>
/// <param name="LastSeq">The newest log entry, a message or a room chain entry.</param>
/// <param name="LastAt">Its time.</param>
/// <param name="ReadSeq">What this member has read, and everything before.</param>
/// <param name="N">The index of the room chain's head.</param>
/// <param name="Head">The room chain's head.</param>
public sealed record ConversationSummary(
    ConversationId Conversation, RoomKind Kind, RoomHistory History, Guid? Peer, long LastSeq, DateTimeOffset LastAt, long ReadSeq, long N, Hash Head);

public enum ConversationChangeKind
{
    /// <summary>The user is in it since now: a new conversation, or added to one.</summary>
    Entered,

    /// <summary>The user is in it no more.</summary>
    Left,

    /// <summary>A new last entry.</summary>
    Appended,

    /// <summary>The user has read up to <see cref="ConversationChange.Seq"/>, maybe in another browser.</summary>
    Read,

    /// <summary>The user has cleared the history, or taken that back, maybe in another browser.</summary>
    Cleared,
}

/// <param name="Conversation">Which.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Peer">The other one of a dm; null in rooms.</param>
/// <param name="Seq">The newest entry; for <see cref="ConversationChangeKind.Read"/> and <see cref="ConversationChangeKind.Cleared"/> the newest one read.</param>
/// <param name="At">The time of that entry; for <see cref="ConversationChangeKind.Read"/> and <see cref="ConversationChangeKind.Cleared"/> the time of the act.</param>
public sealed record ConversationChange(ConversationId Conversation, ConversationChangeKind Kind, Guid? Peer, long Seq, DateTimeOffset At);
