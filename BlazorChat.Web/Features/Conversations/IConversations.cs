using BlazorChat.Web.Features.Conversations.Profiles;
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

    /// <summary>The conversation as this user sees it: a member, or anybody if it is open. Null: there is none for them.</summary>
    Task<ConversationSummary?> OneAsync(Guid user, ConversationId conversation, CancellationToken cancellation = default);

    /// <summary>
    /// Open rooms that are not archived whose name or topic begins with or contains the text, whatever the case and the accents: those found by
    /// name first, then those with many members. And whether there are more. <paramref name="own"/>: private rooms of the user too.
    /// </summary>
    Task<(IReadOnlyList<OpenRoom> Rooms, bool More)> FindRoomsAsync(Guid user, string query, int limit, bool own = false, CancellationToken cancellation = default);

    /// <summary>The dm of two users, for the first of them; null: none yet, or both have given it up.</summary>
    Task<ConversationSummary?> FindDmAsync(Guid user, Guid peer, CancellationToken cancellation = default);

    /// <summary>
    /// Whom a message of this conversation must be readable for, computed from room chain, user chains and the newest CRL; null: no such
    /// conversation. The set is at least as new as its <see cref="RecipientSet.Version"/>: validate outside, compare
    /// the version under the lock, and if it differs ask again with that number.
    /// </summary>
    ValueTask<RecipientSet?> RecipientsAsync(ConversationId conversation, long notOlderThan = 0, CancellationToken cancellation = default);

    /// <summary>Raises what the user has read; lower numbers change nothing. Others are told as far as the user tells them. False: not a member.</summary>
    Task<bool> MarkReadAsync(ConversationId conversation, Guid user, long seq, CancellationToken cancellation = default);

    /// <summary>Tells the user's own pages here what they have read on another host.</summary>
    void TellRead(RoomChainState room, Guid user, long seq);

    /// <summary>Where the logs of these users' conversations end that have an entry of that time or later, wherever it was appended. In no order.</summary>
    Task<IReadOnlyList<ConversationEnd>> EndsSinceAsync(IReadOnlyCollection<Guid> users, DateTimeOffset since, CancellationToken cancellation = default);

    /// <summary>Tells the watchers of one member, who were not told of the append, where the log ends.</summary>
    void TellEnd(ConversationEnd end);

    /// <summary>Tells the user's pages on this host that what they did elsewhere may have been lost on the way here: how far they have read, in any conversation.</summary>
    void TellLost(Guid user);

    /// <summary>Whether the user tells others how far they have read; if not, they are told of nobody either. From memory.</summary>
    bool SharesReading(Guid user);

    /// <summary>Whether the user has blocked the other one: in the dm of the two nobody writes, and nothing passes. From memory.</summary>
    bool Blocks(Guid user, Guid other);

    /// <summary>
    /// Tells the watchers of all members that the log has a new last entry. Call it after each append, once it is durable; appends to the
    /// room chain tell by themselves.
    /// </summary>
    ValueTask AnnounceAsync(ConversationId conversation, long seq, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>Tells the watchers of all members that the log begins after this entry now: what was before is deleted for its age.</summary>
    ValueTask AnnounceExpiredAsync(ConversationId conversation, long seq, CancellationToken cancellation = default);

    /// <summary>
    /// Calls <paramref name="watcher"/> when a conversation of this user is new, gone, has a new last entry or another name, or was read,
    /// cleared or set otherwise elsewhere. Calls may overtake each other (keep the highest seq); they must be quick and must not block.
    /// </summary>
    IDisposable OnChange(Guid user, Action<ConversationChange> watcher);
}

/// <summary>Where a log ends, for one of its members.</summary>
/// <param name="User">The member.</param>
/// <param name="Conversation">Which.</param>
/// <param name="LastSeq">Its newest entry.</param>
/// <param name="LastAt">The time of that.</param>
public readonly record struct ConversationEnd(Guid User, ConversationId Conversation, long LastSeq, DateTimeOffset LastAt);

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
    ConversationId Conversation, RoomKind Kind, RoomHistory History, Guid? Peer, long LastSeq, DateTimeOffset LastAt, long ReadSeq, long N, Hash Head)
{
    /// <summary>Of a room; null: it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Of a room, and may be empty; null in a dm.</summary>
    public string? Topic { get; init; }

    /// <summary>Of a room: one of <see cref="RoomColours"/>; null in a dm.</summary>
    public string? Colour { get; init; }

    /// <summary>Nothing is taken any more.</summary>
    public bool Archived { get; init; }

    /// <summary>Messages after what this member has read; entries of the room chain do not count.</summary>
    public long Unread { get; init; }

    /// <summary>This member wants to be left alone by it.</summary>
    public bool Muted { get; init; }

    /// <summary>This member wants it first.</summary>
    public bool Favourite { get; init; }

    /// <summary>This member has taken it out of the list, and no message has come since.</summary>
    public bool Hidden { get; init; }

    /// <summary>Of a dm: this member has blocked the other.</summary>
    public bool Blocked { get; init; }

    /// <summary>Null: not a member, but it is open.</summary>
    public RoomRole? Role { get; init; }

    /// <summary>How many are in it.</summary>
    public int Members { get; init; }
}

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

    /// <summary>Old messages are deleted, up to <see cref="ConversationChange.Seq"/>.</summary>
    Expired,

    /// <summary>The user has marked it as unread: <see cref="ConversationChange.Seq"/> is the newest entry that counts as read, lower than before.</summary>
    Unread,

    /// <summary>The room is called otherwise, archived, or brought back.</summary>
    Profile,

    /// <summary>The user has muted, pinned or hidden it, blocked the other one of it, or taken that back.</summary>
    Settings,

    /// <summary>What the user has read on other hosts was not told here for a while. Of no conversation: of all.</summary>
    Lost,
}

/// <param name="Conversation">Which; of <see cref="ConversationChangeKind.Lost"/> none.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Peer">The other one of a dm; null in rooms.</param>
/// <param name="Seq">The newest entry; for <see cref="ConversationChangeKind.Read"/> and <see cref="ConversationChangeKind.Cleared"/> the newest one read.</param>
/// <param name="At">The time of that entry; for <see cref="ConversationChangeKind.Read"/> and <see cref="ConversationChangeKind.Cleared"/> the time of the act.</param>
public sealed record ConversationChange(ConversationId Conversation, ConversationChangeKind Kind, Guid? Peer, long Seq, DateTimeOffset At);
