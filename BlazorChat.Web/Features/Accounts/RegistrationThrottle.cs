using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Keeps one address from creating accounts, asking for usernames, or trying links, by the thousand.</summary>
internal sealed class RegistrationThrottle(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly AttemptCounter<string> addresses = new(RateLimits.RegistrationPerAddress, SignInThrottle.MaxKeys);

    /// <summary>Counts an attempt; how long to wait when there were too many.</summary>
    public TimeSpan? Begin(string address)
    {
        var now = clock.GetUtcNow();
        lock (gate)
            return addresses.Begin(address, now);
    }
}
