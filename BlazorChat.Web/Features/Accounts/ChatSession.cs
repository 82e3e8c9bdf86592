namespace BlazorChat.Web.Features.Accounts;

/// <summary>Who is asking: one living session, as it is at this moment.</summary>
/// <param name="Id">The session's id, the cookie's <c>sid</c>.</param>
/// <param name="User">Who signed in.</param>
/// <param name="Device">The device that proved its key in this session; null: may only enrol, renew, recover or wait.</param>
/// <param name="IsAdmin">The user is an administrator now.</param>
/// <param name="IsAuditor">The user may see the administration now, and change nothing.</param>
/// <param name="IsConfirmed">The password was given within the last ten minutes: what is asked of acts of administration.</param>
/// <remarks>An endpoint behind <c>RequireSession()</c> or <c>RequireDevice()</c> takes it as a parameter.</remarks>
public sealed record ChatSession(Guid Id, Guid User, Guid? Device, bool IsAdmin, bool IsAuditor = false, bool IsConfirmed = true)
{
    /// <summary>How a minimal API endpoint gets its <see cref="ChatSession"/> parameter.</summary>
    public static ValueTask<ChatSession?> BindAsync(HttpContext context) =>
        ValueTask.FromResult(context.RequestServices.GetRequiredService<ISessions>().Current(context.User));
}

/// <summary>Names of the claims in the cookie. The device is not among them: it is looked up by the session's id.</summary>
public static class ChatClaims
{
    public const string User = "sub";
    public const string Session = "sid";
}

/// <summary>A living session, for administrators.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Device">The device that proved its key in it; null: none yet.</param>
/// <param name="Since">When the password was typed.</param>
/// <param name="LastSeen">When it was last used.</param>
public sealed record OpenSession(Guid Id, Guid User, Guid? Device, DateTimeOffset Since, DateTimeOffset LastSeen);

/// <summary>A session that is no more.</summary>
public sealed record SessionEnded(Guid Session, Guid User, Guid? Device, SessionEndReason Reason);

/// <summary>Why a session ended.</summary>
public enum SessionEndReason
{
    SignedOut,
    Expired,
    AccountDisabled,
    DeviceRevoked,
    DeviceHeld,
    DeviceDropped,

    /// <summary>The person changed their password in another session, or set one by an administrator's link.</summary>
    PasswordChanged,
    AccountDeleted,

    /// <summary>An administrator ended it; the person may sign in again at once.</summary>
    EndedByAdministrator,
}
