using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;

namespace BlazorChat.Pki.Issuance;

/// <summary>A key to certify, and for whom.</summary>
internal sealed record KeyClaim(RsaPublicKey Key, LeafSubject Subject)
{
    public KeyUse Use => Subject.Profile.Use;

    /// <summary>The request it came in, DER, for the administrator who decides; of the installation's own keys none.</summary>
    public ReadOnlyMemory<byte> Csr { get; init; }
}

/// <summary>
/// An owner's claim to keys. A key has one owner and use for ever; a device has one pair of keys and one user (its recovery key is replaced
/// after use, so of these there may be many, and of keys for TLS and OCSP too); a revoked key is never certified again.
/// </summary>
internal sealed class Claim
{
    private readonly IReadOnlyList<KeyClaim> _keys;

    /// <param name="keys">At least one, all of one owner.</param>
    public Claim(params IReadOnlyList<KeyClaim> keys)
    {
        _keys = keys;
        Owner = keys[0].Subject.Owner;
        if (keys.Any(key => key.Subject.Owner != Owner))
            throw new ArgumentException("Keys claimed together have one owner.", nameof(keys));
    }

    public KeyOwner Owner { get; }

    public IReadOnlyList<KeyClaim> Keys => _keys;

    /// <summary>The address it came from; of the installation's own claims none.</summary>
    public string From { get; init; } = "";

    /// <summary>SHA-256 of the request as it came, base64url; null: whoever asks does not repeat requests.</summary>
    public string? Request { get; init; }

    /// <summary>The same for the same owner and keys.</summary>
    public string Id => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', [Owner.Uri, .. _keys.Select(key => key.Key.Kid)]))));

    /// <summary>
    /// What people compare: of one key SHA-256 of its SubjectPublicKeyInfo, which openssl shows; of the pair of a device SHA-256 of
    /// <c>sig "." enc</c>, of whose first bits the browser makes its code. Upper-case hex.
    /// </summary>
    public string Fingerprint => Convert.ToHexString(SHA256.HashData(
        _keys is [var only] ? only.Key.Encoded : Encoding.ASCII.GetBytes(string.Join('.', _keys.Select(key => key.Key.Kid)))));

    /// <param name="page">With the claims that become durable together with this one; null: there is none yet.</param>
    /// <returns>What stands in the way, if anything; and which of the keys are known.</returns>
    public async Task<(IssueResult.Refused? Conflict, IReadOnlyCollection<string> Known)> FindConflictAsync(KnownKeys keys, LedgerPage? page, CancellationToken cancellation)
    {
        var (kids, device) = (_keys.Select(claim => claim.Key.Kid).ToList(), Owner.IsBrowser ? Owner.Device : null);
        var known = await (page is null ? keys.FindAsync(kids, device, cancellation) : KnownKeys.FindAsync(page, kids, device, cancellation));
        var conflict = _keys.Select(claim => Conflict(known, claim.Key.Kid, claim.Use)).FirstOrDefault(conflict => conflict is not null);
        return (conflict, known.ConvertAll(key => key.Kid));
    }

    private IssueResult.Refused? Conflict(List<CertifiedKey> known, string kid, KeyUse use)
    {
        var key = known.Find(candidate => candidate.Kid == kid);
        if (key is not null && (key.Owner != Owner || key.Use != use))
            return new IssueResult.Refused(IssueRefusal.KeyInUse, use, "The key belongs to another owner or use; make a new one.");
        if (key?.State == KeyState.Revoked)
            return new IssueResult.Refused(IssueRefusal.KeyRevoked, use, "The key is revoked; make a new one.");
        if (key?.State == KeyState.Held)
            return new IssueResult.Refused(IssueRefusal.KeyHeld, use, "The key is on hold until an administrator releases it.");
        var foreign = Owner.IsBrowser && known.Exists(other => other.Device == Owner.Device && (other.User != Owner.User || (other.Use == use && other.Kid != kid)));
        return foreign ? new IssueResult.Refused(IssueRefusal.DeviceInUse, use, "The device has other keys already; a new key needs a new device id.") : null;
    }
}
