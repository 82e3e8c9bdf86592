using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using Microsoft.Extensions.Caching.Memory;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Whether a device's certificate lets it sign at this moment: what every reader asks of a message, asked before it is stored.</summary>
public interface ISigningTime
{
    /// <summary>Whether no certificate of the pair's signing key is in time now. From memory, unless the newest one known has ended.</summary>
    ValueTask<bool> IsOverAsync(Guid user, KeyPair pair, CancellationToken cancellation);
}

/// <summary>
/// Remembers until when a key may sign, by kid: a renewal only ever moves that further, so what is remembered stays true, whichever host
/// certified. What is over is asked anew each time, since a renewal must count at once; how often is limited by the limit on sends.
/// Revocation is not asked here: revoked keys are no recipients.
/// </summary>
internal sealed class SigningTime(IAuthority authority, TimeProvider clock) : ISigningTime, IDisposable
{
    private const int MaxKeys = 100_000; // about 20 MB

    private readonly MemoryCache ends = new(new MemoryCacheOptions { SizeLimit = MaxKeys });

    public ValueTask<bool> IsOverAsync(Guid user, KeyPair pair, CancellationToken cancellation) =>
        ends.TryGetValue(pair.Sig, out DateTimeOffset end) && clock.GetUtcNow() <= end ? new(false) : AskAsync(user, pair, cancellation);

    public void Dispose() => ends.Dispose();

    private async ValueTask<bool> AskAsync(Guid user, KeyPair pair, CancellationToken cancellation)
    {
        var (kid, owner, now) = (pair.Sig.Value, new KeyOwner(user, pair.DeviceName), clock.GetUtcNow());
        var known = await authority.CertificatesOfAsync([kid], cancellation);
        var end = known.GetValueOrDefault(kid)?
            .Where(leaf => leaf.Owner == owner && leaf.Use == KeyUse.Sig && leaf.NotBefore <= now && now <= leaf.NotAfter)
            .Max(leaf => (DateTimeOffset?)leaf.NotAfter);
        if (end is null)
            return true;
        ends.Set(pair.Sig, end.Value, new MemoryCacheEntryOptions { Size = 1 });
        return false;
    }
}
