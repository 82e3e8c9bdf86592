namespace BlazorChat.Web.Features.Accounts;

/// <summary>How long a session lives.</summary>
internal static class SessionLimits
{
    /// <summary>Unused so long, it ends. The device key in the browser stays, so coming back costs one password.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);

    /// <summary>However busy, it ends: the password is asked for again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    /// <summary>So long after a password was given, acts of administration ask for it again.</summary>
    public static readonly TimeSpan Confirmed = TimeSpan.FromMinutes(10);

    /// <summary>How often expired sessions are looked for and last uses written.</summary>
    public static readonly TimeSpan Upkeep = TimeSpan.FromMinutes(1);

    /// <summary>So long it is known that a session has ended, in case its row is found: a database that was away when it ended is back, or the host is not.</summary>
    public static readonly TimeSpan EndedKnown = TimeSpan.FromDays(1);

    /// <summary>A last use is written when the stored one is older than this: 5,000 people are 17 rows a second.</summary>
    public static readonly TimeSpan LastSeenStep = TimeSpan.FromMinutes(5);

    /// <summary>Last uses in one transaction, so that a send never waits long for the database's one writer.</summary>
    public const int LastSeenBatch = 200;
}
