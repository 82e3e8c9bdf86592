namespace BlazorChat.Web.Storage.Hosts;

/// <summary>Something in the database that hosts keep in memory was changed by another of them.</summary>
/// <param name="Kind">Of <see cref="HostChangeKinds"/>.</param>
/// <param name="Key">Of what: the values that the kind says, with blanks between.</param>
/// <param name="Why">What its transaction said of it (<see cref="ChatDatabase.SayWhyAsync"/>); null: nothing.</param>
public sealed record HostChange(string Kind, string Key, string? Why);

/// <summary>The kinds of changes, and what their keys are.</summary>
public static class HostChangeKinds
{
    /// <summary>A user's name, role or standing. Key: the user.</summary>
    public const string User = "user";

    /// <summary>A session began, was bound to a device, or ended. Key: the session. Why: the reason of its end.</summary>
    public const string Session = "session";

    /// <summary>A user chain grew. Key: the user.</summary>
    public const string UserChain = "user-chain";

    /// <summary>Keys have newer certificates, and no chain has changed. Key: the user.</summary>
    public const string Certificates = "certificates";

    /// <summary>A CRL was published. Key: the issuer's key identifier.</summary>
    public const string Revocations = "revocations";

    /// <summary>A room chain grew. Key: the conversation and the entry's n.</summary>
    public const string RoomChain = "room-chain";

    /// <summary>A room is called otherwise, was archived or brought back. Key: the conversation.</summary>
    public const string Profile = "profile";

    /// <summary>Old messages were deleted. Key: the conversation and the last of them.</summary>
    public const string Expired = "expired";

    /// <summary>A member has muted, pinned or hidden a conversation, or taken that back. Key: the conversation and the user.</summary>
    public const string Settings = "settings";

    /// <summary>A member has cleared a history, or taken that back. Key: the conversation and the user.</summary>
    public const string Cleared = "cleared";

    /// <summary>A member has marked a conversation as unread. Key: the conversation and the user.</summary>
    public const string Unread = "unread";

    /// <summary>Somebody was blocked, or is no more. Key: who blocks and who is blocked.</summary>
    public const string Block = "block";

    /// <summary>Somebody tells others no more how far they read, or does again. Key: the user.</summary>
    public const string QuietReader = "quiet-reader";

    /// <summary>What somebody has chosen to be seen as. Key: the user.</summary>
    public const string Status = "status";
}

/// <summary>Keeps something in memory as other hosts change it. Called for one change after the other; whatever it does can be done twice.</summary>
public interface IFollowHostChanges
{
    /// <summary>Those it wants, of <see cref="HostChangeKinds"/>.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>Reads again what has changed, and tells of it as if it had been changed here.</summary>
    Task FollowAsync(HostChange change, CancellationToken cancellation);

    /// <summary>Reads everything again: more was missed than is kept.</summary>
    Task ReadAgainAsync(CancellationToken cancellation);
}

/// <summary>The changes of other hosts. With SQLite there are none.</summary>
public interface IHostChanges
{
    /// <summary>
    /// Runs what decides by things that hosts keep in memory: one after the other over all hosts, each with everything in memory that those before it have
    /// changed. Never within a lock that a follower takes.
    /// </summary>
    /// <param name="what">Names the turn.</param>
    /// <param name="act">Uses connections of its own.</param>
    /// <param name="cancellation">Gives up, before the act.</param>
    Task<T> InTurnAsync<T>(string what, Func<Task<T>> act, CancellationToken cancellation);

    /// <summary>Tells the others of a change that no table with a trigger shows.</summary>
    /// <param name="kind">Of <see cref="HostChangeKinds"/>.</param>
    /// <param name="key">As the kind says.</param>
    /// <param name="cancellation">Gives up.</param>
    Task TellAsync(string kind, string key, CancellationToken cancellation);
}
