using System.Collections.Immutable;

namespace BlazorChat.Web.Features.Presence;

/// <summary>Who has a live connection, host-wide. Several hosts can exchange the <see cref="PresenceChange"/>s as batched differences.</summary>
public interface IPresence
{
    /// <summary>
    /// Everybody online as of the last published change. Immutable: keep it as long as you like; two reads with the same
    /// <see cref="PresenceSnapshot.Version"/> are the same.
    /// </summary>
    PresenceSnapshot Snapshot { get; }

    /// <summary>This circuit of the user has a connection, until the result is disposed. A user is online while one circuit is.</summary>
    IDisposable Enter(Guid user, string circuitId);

    /// <summary>As of now, not of the last published change.</summary>
    bool IsOnline(Guid user);

    /// <summary>
    /// Calls <paramref name="watcher"/> after changes: at once after a quiet time, else everything of the last 500 ms together; one call at
    /// a time, in order, on a pool thread. Somebody who came and went in between is not mentioned.
    /// </summary>
    IDisposable OnChange(Action<PresenceChange> watcher);
}

/// <param name="Version">Grows by one with each published change.</param>
/// <param name="Online">The users with at least one live connection.</param>
public sealed record PresenceSnapshot(long Version, ImmutableHashSet<Guid> Online);

/// <param name="Now">The state after the change.</param>
/// <param name="Came">Online now, and not in the snapshot before.</param>
/// <param name="Went">In the snapshot before, and not online now.</param>
public sealed record PresenceChange(PresenceSnapshot Now, IReadOnlyList<Guid> Came, IReadOnlyList<Guid> Went);
