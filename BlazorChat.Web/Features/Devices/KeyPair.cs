using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>An entry's place and times: <paramref name="Iat"/> (seconds) as signed, <paramref name="At"/> as the server took it.</summary>
public readonly record struct Moment(long N, long Iat, DateTimeOffset At);

/// <summary>
/// A pair of keys in a user chain and how long it counted: a device, or the recovery pair (<c>Device</c> null).
/// <c>Base</c> is the base under which it came: it counts in a conversation only where this one is named. <c>Removed</c> is null
/// while the chain has it; the CRL may have taken it away nevertheless (<see cref="IUserChains.Active"/>).
/// </summary>
public sealed record KeyPair(Guid? Device, Kid Sig, Kid Enc, Hash Base, Moment Added, Moment? Removed)
{
    // Clocks differ: what was signed at a time is judged with this much to either side.
    private const long ToleranceSeconds = 600;

    /// <summary>As certificates and URLs name it: the uuid, or <c>recovery</c>.</summary>
    public string DeviceName => Device is { } device ? Uuid.Write(device) : Pki.Certificates.KeyOwner.Recovery;

    /// <summary>"Active then" by the chain alone, at a time in seconds.</summary>
    public bool CountedAt(long seconds) =>
        Added.Iat <= seconds + ToleranceSeconds && (Removed is not { } removed || removed.Iat >= seconds - ToleranceSeconds);
}

/// <summary>The hash of <c>first</c> or of a <c>reset</c>, and from when on it was the user's base.</summary>
public sealed record UserBase(Hash Hash, Moment Since);
