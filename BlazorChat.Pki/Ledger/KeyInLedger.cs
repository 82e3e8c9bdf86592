using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;

namespace BlazorChat.Pki.Ledger;

/// <summary>A key as the rows of the ledger leave it.</summary>
internal sealed class KeyInLedger(LedgerRow issued)
{
    private KeyState _state;
    private DateTimeOffset? _since;
    private string? _reason;

    /// <summary>A later row about it.</summary>
    public void Take(LedgerRow row)
    {
        if (row.Act is not (LedgerAct.Revoke or LedgerAct.Hold or LedgerAct.Release))
            return;
        _state = row.Act == LedgerAct.Revoke ? KeyState.Revoked : row.Act == LedgerAct.Hold ? KeyState.Held : KeyState.Good;
        _since = _state == KeyState.Good ? null : _since ?? DateTimeOffset.FromUnixTimeSeconds(row.At.ToUnixTimeSeconds());
        _reason = row.Act == LedgerAct.Revoke ? row.Reason : null;
    }

    public string? OwnerDifference(CertifiedKey key) =>
        key.User != (issued.User ?? Guid.Empty) || key.Device != issued.Device ? $"The key {key.Kid} has another owner than row {issued.Seq} says."
        : RsaPublicKey.Read(key.PublicKey)?.Kid != key.Kid ? $"The public key of {key.Kid} was changed."
        : null;

    public string? StandingDifference(CertifiedKey key) =>
        key.State != _state ? $"The key {key.Kid} is {key.State}, which the ledger does not say."
        : key.Since != _since || key.Reason?.ToString() != _reason ? $"The key {key.Kid} is {key.State} since another time or for another reason than the ledger says."
        : null;
}
