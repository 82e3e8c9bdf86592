namespace BlazorChat.Web.Features.Messages;

/// <summary>When a session is worn out. Clients make a new one at these numbers; the server refuses a little later.</summary>
internal static class SessionLimits
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(30);

    /// <summary>Messages of its device.</summary>
    public const long MaxMessages = 5000;

    /// <summary>How far clocks may be apart, and how far a signed <c>iat</c> may be from the server's.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);
}
