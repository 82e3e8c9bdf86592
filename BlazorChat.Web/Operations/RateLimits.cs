namespace BlazorChat.Web.Operations;

/// <summary>Every limit on how often something may be tried, in one list.</summary>
public static class RateLimits
{
    /// <summary>How often within which time.</summary>
    public readonly record struct Limit(int Count, TimeSpan Window);

    // Features add their limits here, each with the reason for its number.
}
