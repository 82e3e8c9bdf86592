namespace BlazorChat.Pki.Endings;

/// <summary>
/// When somebody is told that something ends. Administrators hear of CAs long before anything else does, since nothing below a CA can be
/// certified past its end; people hear only of what did not renew itself.
/// </summary>
internal static class EndingRules
{
    /// <summary>Browsers renew silently from then on (Client/enrol/renewal.ts); so does this server, at two thirds of 90 days.</summary>
    public static readonly TimeSpan RenewedBefore = TimeSpan.FromDays(30);

    /// <summary>Half of that has gone by without a renewal: it will not come by itself.</summary>
    public static readonly TimeSpan DeviceNotice = TimeSpan.FromDays(15);

    /// <summary>A browser that ended longer ago is one that nobody uses any more: its owner is left in peace.</summary>
    public static readonly TimeSpan DeviceForgotten = TimeSpan.FromDays(90);

    /// <summary>Renewed by a program, if at all.</summary>
    public static readonly TimeSpan ProgramNotice = TimeSpan.FromDays(30);

    /// <summary>Renewed by a person, who has to make a new code.</summary>
    public static readonly TimeSpan RecoveryNotice = TimeSpan.FromDays(60);

    /// <summary>The server's own renewal is tried each minute; after a day it has failed.</summary>
    public static readonly TimeSpan RenewalFailed = TimeSpan.FromDays(1);

    /// <summary>The list of the issuing CA is made anew each day; after two it has failed.</summary>
    public static readonly TimeSpan ListFailed = TimeSpan.FromDays(2);

    /// <summary>Of a CA of many years. A ceremony takes weeks to arrange where the root lies in a safe.</summary>
    private static readonly (Urgency Urgency, TimeSpan Left, double OfLifetime)[] Authorities =
    [
        (Urgency.Now, TimeSpan.FromDays(7), 1.0 / 50),
        (Urgency.Soon, TimeSpan.FromDays(30), 1.0 / 12),
        (Urgency.Early, TimeSpan.FromDays(90), 1.0 / 4),
    ];

    /// <summary>How urgent the end of a CA or of a list is; null: not yet. What lives shorter than a few years is told later.</summary>
    public static Urgency? OfAuthority(DateTimeOffset notBefore, DateTimeOffset notAfter, DateTimeOffset now)
    {
        foreach (var (urgency, left, share) in Authorities)
            if (notAfter - now < Shorter(left, (notAfter - notBefore) * share))
                return urgency;
        return null;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
