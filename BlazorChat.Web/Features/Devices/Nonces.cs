using System.Security.Cryptography;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// Proves that a signature was made now and for this session: random, for one session, for five minutes, for one use.
/// Held in memory and bounded: a restart only means asking for another.
/// </summary>
internal sealed class Nonces(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    // Several tabs may prove themselves at once; more than that is nobody's browser.
    internal const int PerSession = 8;
    internal const int MaxSessions = 100_000;
    private const int Bytes = 32;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, List<(string Nonce, DateTimeOffset Until)>> sessions = [];

    /// <summary>A new one for the session; beyond <see cref="PerSession"/> its oldest goes. Null when too many sessions wait at once.</summary>
    public string? Create(Guid session)
    {
        var now = clock.GetUtcNow();
        var nonce = CanonicalBase64Url.Encode(RandomNumberGenerator.GetBytes(Bytes));
        lock (gate)
        {
            if (!sessions.TryGetValue(session, out var own))
            {
                if (sessions.Count >= MaxSessions)
                    Forget(now);
                if (sessions.Count >= MaxSessions)
                    return null;
                sessions[session] = own = [];
            }

            own.RemoveAll(one => one.Until <= now);
            if (own.Count >= PerSession)
                own.RemoveAt(0);
            own.Add((nonce, now + Lifetime));
        }

        return nonce;
    }

    /// <summary>Spends a nonce of this session: true once.</summary>
    public bool Spend(Guid session, string nonce) => Spend(session, one => one == nonce) is not null;

    /// <summary>Spends the session's living nonce that fits, if there is one.</summary>
    public string? Spend(Guid session, Predicate<string> fits)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            if (!sessions.TryGetValue(session, out var own))
                return null;
            own.RemoveAll(one => one.Until <= now);
            var at = own.FindIndex(one => fits(one.Nonce));
            var nonce = at < 0 ? null : own[at].Nonce;
            if (at >= 0)
                own.RemoveAt(at);
            if (own.Count == 0)
                sessions.Remove(session);
            return nonce;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (session, own) in sessions)
            if (own.TrueForAll(one => one.Until <= now))
                sessions.Remove(session);
    }
}
