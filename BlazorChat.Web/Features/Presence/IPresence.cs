using System.Collections.Immutable;

namespace BlazorChat.Web.Features.Presence;

/// <summary>
/// Who is there, host-wide, as others see it: who is invisible is offline everywhere here but in <see cref="Own"/>. Several hosts can exchange the
/// <see cref="PresenceChange"/>s as batched differences.
/// </summary>
public interface IPresence
{
    /// <summary>
    /// Everybody online as of the last published change. Immutable: keep it as long as you like; two reads with the same
    /// <see cref="PresenceSnapshot.Version"/> are the same.
    /// </summary>
    PresenceSnapshot Snapshot { get; }

    /// <summary>This circuit of the user has a connection, until the result is disposed. A user is online while one circuit is.</summary>
    IPresenceConnection Enter(Guid user, string circuitId);

    /// <summary>What others see of the user, as of now, not of the last published change.</summary>
    Seen Of(Guid user);

    /// <summary>As <see cref="Of"/>.</summary>
    bool IsOnline(Guid user);

    /// <summary>What the user has chosen. For nobody else's eyes.</summary>
    OwnStatus Own(Guid user);

    /// <summary>
    /// Calls <paramref name="watcher"/> after changes: at once after a quiet time, else everything of the last 500 ms together; one call at
    /// a time, in order, on a pool thread. Somebody who came and went in between is not mentioned.
    /// </summary>
    IDisposable OnChange(Action<PresenceChange> watcher);

    /// <summary>Calls <paramref name="watcher"/> when this user has chosen otherwise, in whatever window, on the thread that did: be quick.</summary>
    IDisposable OnOwn(Guid user, Action watcher);
}

/// <summary>One circuit's share in its user's presence.</summary>
public interface IPresenceConnection : IDisposable
{
    /// <summary>
    /// Whether its page is left alone. A user is away while all pages that say so are; what says nothing (pages without a chat) counts only where
    /// nothing else does.
    /// </summary>
    void Tell(bool idle);
}

/// <summary>What the page of this circuit tells of itself.</summary>
public interface ICircuitActivity
{
    /// <inheritdoc cref="IPresenceConnection.Tell"/>
    void Tell(bool idle);
}

/// <param name="Version">Grows by one with each published change.</param>
/// <param name="Online">The users who are seen as there, away or busy as they may be.</param>
public sealed record PresenceSnapshot(long Version, ImmutableHashSet<Guid> Online);

/// <param name="Now">The state after the change.</param>
/// <param name="Came">Online now, and not in the snapshot before.</param>
/// <param name="Went">In the snapshot before, and not online now.</param>
/// <param name="Changed">Seen otherwise than before, there or not: away, busy, with another line. Neither came nor went.</param>
public sealed record PresenceChange(PresenceSnapshot Now, IReadOnlyList<Guid> Came, IReadOnlyList<Guid> Went, IReadOnlyList<Guid> Changed)
{
    private readonly HashSet<Guid> concerned = [.. Came, .. Went, .. Changed];

    /// <summary>Whether this user is seen otherwise than before. Thousands of pages ask, each about those it shows.</summary>
    public bool Concerns(Guid user) => concerned.Contains(user);
}
