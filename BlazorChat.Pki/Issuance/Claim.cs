using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// An owner's claim to two keys. A key has one user, device and use for ever; a device has one pair of keys and one user
/// (its recovery key is replaced after use, so of these there may be many); a revoked key is never certified again.
/// </summary>
internal sealed record Claim(KeyOwner Owner, RsaPublicKey Sig, RsaPublicKey Enc)
{
    public async Task<IssueResult.Refused?> FindConflictAsync(DbContext context, CancellationToken cancellation)
    {
        var known = await context.Set<CertifiedKey>().AsNoTracking()
            .Where(key => key.Kid == Sig.Kid || key.Kid == Enc.Kid || (key.Device == Owner.Device && Owner.Device != KeyOwner.Recovery))
            .ToListAsync(cancellation);
        return Conflict(known, Sig.Kid, KeyUse.Sig) ?? Conflict(known, Enc.Kid, KeyUse.Enc);
    }

    private IssueResult.Refused? Conflict(List<CertifiedKey> known, string kid, KeyUse use)
    {
        var key = known.Find(candidate => candidate.Kid == kid);
        if (key is not null && (key.Owner != Owner || key.Use != use))
            return new IssueResult.Refused(IssueRefusal.KeyInUse, use, "The key belongs to another owner or use.");
        if (key?.State == KeyState.Revoked)
            return new IssueResult.Refused(IssueRefusal.KeyRevoked, use, "The key is revoked; make a new one.");
        if (key?.State == KeyState.Held)
            return new IssueResult.Refused(IssueRefusal.KeyHeld, use, "The key is on hold until an administrator releases it.");
        var foreign = !Owner.IsRecovery && known.Exists(other => other.Device == Owner.Device && (other.User != Owner.User || (other.Use == use && other.Kid != kid)));
        return foreign ? new IssueResult.Refused(IssueRefusal.DeviceInUse, use, "The device has other keys already; a new key needs a new device id.") : null;
    }
}
