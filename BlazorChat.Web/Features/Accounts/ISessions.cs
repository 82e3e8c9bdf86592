using System.Security.Claims;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// The living sessions. Whether one still lives is answered from memory, for every request and every act in a circuit;
/// the database has the same rows, written first.
/// </summary>
public interface ISessions
{
    /// <summary>The session of this request or circuit, or null: signed out, ended, expired.</summary>
    ChatSession? Current(ClaimsPrincipal principal);

    /// <summary>The session with this id, or null when it has ended.</summary>
    ChatSession? Find(Guid session);

    /// <summary>The living sessions of a user, the newest first.</summary>
    IReadOnlyList<OpenSession> Of(Guid user);

    /// <summary>Binds a device that has just proved its key. False: the session has ended meanwhile.
    /// The caller has verified that the device belongs to the session's user.</summary>
    Task<bool> BindDeviceAsync(Guid session, Guid device, CancellationToken cancellation);

    /// <summary>Ends one session.</summary>
    Task EndAsync(Guid session, SessionEndReason reason, CancellationToken cancellation);

    /// <summary>Ends every session of a user.</summary>
    Task EndUserAsync(Guid user, SessionEndReason reason, CancellationToken cancellation);

    /// <summary>Ends every session bound to a device of a user.</summary>
    Task EndDeviceAsync(Guid user, Guid device, SessionEndReason reason, CancellationToken cancellation);

    /// <summary>When a device was last seen in a living session, or null when it is in none.</summary>
    DateTimeOffset? LastSeen(Guid user, Guid device);

    /// <summary>Calls back after a session has ended, on the thread that ended it: be quick. Dispose to stop.</summary>
    IDisposable OnEnded(Action<SessionEnded> watcher);
}
