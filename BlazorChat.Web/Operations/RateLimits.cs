namespace BlazorChat.Web.Operations;

/// <summary>Every limit on how often something may be tried, in one list.</summary>
public static class RateLimits
{
    /// <summary>How often within which time.</summary>
    public readonly record struct Limit(int Count, TimeSpan Window);

    /// <summary>A nonce a user: a page needs one or two, several tabs and retries included.</summary>
    public static readonly Limit Nonces = new(60, TimeSpan.FromMinutes(1));

    /// <summary>Certification requests a user: each costs two signatures of the authority and two rows kept for ever.</summary>
    public static readonly Limit Enrolments = new(20, TimeSpan.FromHours(1));

    /// <summary>Entries of the own chain and recovery blobs a user: kept for ever and verified by everybody.</summary>
    public static readonly Limit UserChainEntries = new(60, TimeSpan.FromHours(1));

    // Features add their limits here, each with the reason for its number.
}
