using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Revocation;

/// <summary>
/// Revoke, hold, release: the same steps with another rule. One transaction changes the keys and writes a ledger row for
/// each; then a CRL that covers it is published; then the act returns. If the host dies or the caller goes away in between,
/// the next start or the schedule publishes.
/// </summary>
internal sealed class ChangeStanding(LedgerJournal journal, CrlPublisher publisher)
{
    private const string ForAccount = "account";

    public Task<RevocationResult> RevokeAsync(KeySelection keys, RevocationReason reason, Actor actor, CancellationToken cancellation) =>
        Enum.IsDefined(reason)
            ? HandleAsync(keys, new Change(LedgerAct.Revoke, KeyState.Revoked, reason, reason.ToString()), actor, cancellation)
            : throw new ArgumentOutOfRangeException(nameof(reason));

    public Task<RevocationResult> HoldAsync(KeySelection keys, Actor actor, CancellationToken cancellation) =>
        HandleAsync(keys, new Change(LedgerAct.Hold, KeyState.Held, null, null), actor, cancellation);

    public Task<RevocationResult> ReleaseAsync(KeySelection keys, Actor actor, CancellationToken cancellation) =>
        HandleAsync(keys, new Change(LedgerAct.Release, KeyState.Good, null, null), actor, cancellation);

    public Task<RevocationResult> HoldForAccountAsync(Guid user, Actor actor, CancellationToken cancellation) =>
        HandleAsync(KeySelection.OfUser(user), new Change(LedgerAct.Hold, KeyState.Held, null, ForAccount), actor, cancellation);

    public Task<RevocationResult> ReleaseForAccountAsync(Guid user, Actor actor, CancellationToken cancellation) =>
        HandleAsync(KeySelection.OfUser(user), new Change(LedgerAct.Release, KeyState.Good, null, ForAccount), actor, cancellation);

    private async Task<RevocationResult> HandleAsync(KeySelection selection, Change change, Actor actor, CancellationToken cancellation)
    {
        var (covers, changed) = await journal.CommitAsync(async (page, token) =>
        {
            var keys = await Select(page.Context.Set<CertifiedKey>(), selection).OrderBy(key => key.Kid).ToListAsync(token);
            var ofAccount = change.Act == LedgerAct.Revoke ? [] : await HeldForAccountAsync(page.Context, keys, token);
            var changes = keys.Where(key => change.Applies(key, ofAccount.Contains(key.ChangedSeq))).ToList();
            foreach (var key in changes)
                Apply(page, key, change, actor);
            // Also where nothing changes: an earlier try may have been durable and not yet published.
            return (keys.Select(key => key.ChangedSeq).DefaultIfEmpty(0).Max(), changes.ConvertAll(key => key.Kid));
        }, cancellation);
        var publication = await publisher.EnsureCoversAsync(covers, cancellation);
        return new RevocationResult(publication.Crl.Number, changed);
    }

    /// <summary>The rows that put keys on hold for their account.</summary>
    private static async Task<HashSet<long>> HeldForAccountAsync(DbContext context, List<CertifiedKey> keys, CancellationToken cancellation)
    {
        var rows = keys.Where(key => key.State == KeyState.Held).Select(key => key.ChangedSeq).ToList();
        return rows.Count == 0 ? [] : await context.Set<LedgerRow>()
            .Where(row => rows.Contains(row.Seq) && row.Act == LedgerAct.Hold && row.Reason == ForAccount).Select(row => row.Seq).ToHashSetAsync(cancellation);
    }

    private static void Apply(LedgerPage page, CertifiedKey key, Change change, Actor actor)
    {
        key.ChangedSeq = page.Write(change.Act, actor, new LedgerSubject(key.User, key.Device, key.Kid), change.Word);
        // A hold that becomes a revocation keeps its date: the key was out of use from then on. A CRL says whole seconds.
        key.Since = change.State == KeyState.Good ? null : key.Since ?? DateTimeOffset.FromUnixTimeSeconds(page.Now.ToUnixTimeSeconds());
        key.State = change.State;
        key.Reason = change.Reason;
    }

    private static IQueryable<CertifiedKey> Select(IQueryable<CertifiedKey> keys, KeySelection selection) => selection switch
    {
        KeySelection.ByKid(var kids) => keys.Where(key => kids.Contains(key.Kid)),
        KeySelection.ByDevice(var user, var device) => keys.Where(key => key.User == user && key.Device == device),
        KeySelection.ByUser(var user) => keys.Where(key => key.User == user),
        _ => throw new ArgumentOutOfRangeException(nameof(selection)),
    };

    /// <param name="Word">The reason in the ledger.</param>
    private sealed record Change(LedgerAct Act, KeyState State, RevocationReason? Reason, string? Word)
    {
        public bool Applies(CertifiedKey key, bool heldForAccount) => Act switch
        {
            LedgerAct.Revoke => key.State != KeyState.Revoked, // the first reason and date stay
            LedgerAct.Hold => key.State == KeyState.Good || (heldForAccount && Word is null),
            _ => key.State == KeyState.Held && (heldForAccount || Word is null),
        };
    }
}
