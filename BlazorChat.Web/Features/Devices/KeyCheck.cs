using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>What the authority says of the keys in a chain.</summary>
internal sealed class KeyCheck(IAuthority authority)
{
    /// <summary>The worse of the two: a device of which one key is revoked is revoked.</summary>
    public KeyState StateOf(KeyPair pair) => StateOf(pair.Sig.Value, pair.Enc.Value);

    public KeyState StateOf(string sig, string enc) =>
        (KeyState)Math.Max((int)authority.StatusOf(sig).State, (int)authority.StatusOf(enc).State);

    /// <summary>Null if both keys are certified, valid now, for this user, device and use; otherwise one of <see cref="KeyRefusal"/>.</summary>
    public async Task<string?> RefuseNewAsync(Guid user, string device, Kid sig, Kid enc, CancellationToken cancellation)
    {
        var owner = new KeyOwner(user, device);
        return Refusal(await authority.ValidateNowAsync(sig.Value, owner, KeyUse.Sig, cancellation))
            ?? Refusal(await authority.ValidateNowAsync(enc.Value, owner, KeyUse.Enc, cancellation));
    }

    /// <summary>Null if this pair counts now, its certificate is valid now and it signed; otherwise one of <see cref="SignerRefusal"/>.</summary>
    public async Task<string?> RefuseSignerAsync(Jws jws, Guid user, KeyPair? pair, CancellationToken cancellation)
    {
        if (pair is null || pair.Sig != jws.Kid)
            return SignerRefusal.Unknown;
        if (!await IsSignedAsync(jws, cancellation))
            return SignerRefusal.Signature;
        if (pair.Removed is not null)
            return SignerRefusal.Dropped;
        var state = StateOf(pair);
        if (state != KeyState.Good)
            return state == KeyState.Revoked ? SignerRefusal.Revoked : SignerRefusal.Held;
        return await authority.ValidateNowAsync(pair.Sig.Value, new KeyOwner(user, pair.DeviceName), KeyUse.Sig, cancellation) switch
        {
            KeyValidity.Valid => null,
            KeyValidity.OutOfTime => SignerRefusal.Expired,
            KeyValidity.Revoked => SignerRefusal.Revoked,
            KeyValidity.Held => SignerRefusal.Held,
            _ => SignerRefusal.Unknown,
        };
    }

    /// <summary>The signature alone: by the certified key that the header names.</summary>
    public async Task<bool> IsSignedAsync(Jws jws, CancellationToken cancellation)
    {
        var kid = jws.Kid.Value;
        var known = await authority.CertificatesOfAsync([kid], cancellation);
        return known.TryGetValue(kid, out var certificates) && jws.IsSignedBy(certificates[0].PublicKey.Span);
    }

    public async Task<bool> WasValidAsync(Guid user, KeyPair pair, DateTimeOffset at, CancellationToken cancellation) =>
        await authority.ValidateAsync(pair.Sig.Value, new KeyOwner(user, pair.DeviceName), KeyUse.Sig, at, cancellation) == KeyValidity.Valid;

    private static string? Refusal(KeyValidity validity) => validity switch
    {
        KeyValidity.Valid => null,
        KeyValidity.OtherOwner => KeyRefusal.OtherOwner,
        KeyValidity.OtherUse => KeyRefusal.OtherUse,
        KeyValidity.OutOfTime => KeyRefusal.Expired,
        KeyValidity.Held => KeyRefusal.Held,
        KeyValidity.Revoked => KeyRefusal.Revoked,
        _ => KeyRefusal.Unknown,
    };
}
