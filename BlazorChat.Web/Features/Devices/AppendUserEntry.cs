using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// Verifies an entry of a user chain and appends it. The chain's order is guarded twice: entries of a user are taken one
/// after the other here, and the primary key (user, n) holds against everybody else who writes to the database.
/// </summary>
internal sealed class AppendUserEntry(
    UserChainStore store, UserChainCache cache, KeyCheck keys, RecoveryBlobs recovery, PendingResets resets, IOptions<DeviceOptions> options, TimeProvider clock)
{
    // Protocol: the server refuses an iat further off its clock.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    private readonly UserTurns turns = new();

    /// <param name="user">Whose chain.</param>
    /// <param name="entry">Of proven form.</param>
    /// <param name="approved">A reset that an administrator let through: it is appended, however long it waited.</param>
    /// <param name="cancellation">Observed until the entry is being written.</param>
    /// <returns>The result, and the state after it if something was appended by this very call.</returns>
    public async Task<(AppendResult Result, UserChainState? Appended)> RunAsync(
        Guid user, Signed<UserEntry> entry, bool approved, CancellationToken cancellation)
    {
        if (entry.Payload.User != user)
            return (new AppendResult.Refused(ChainRefusal.User), null);
        return await turns.RunAsync(user, () => RunInTurnAsync(entry, approved, cancellation), cancellation);
    }

    private async Task<(AppendResult Result, UserChainState? Appended)> RunInTurnAsync(
        Signed<UserEntry> signed, bool approved, CancellationToken cancellation)
    {
        var entry = signed.Payload;
        var chain = await cache.OfAsync(entry.User, cancellation);
        if (entry.N <= chain.N && await store.HasAsync(signed, cancellation))
            return (new AppendResult.Appended(entry.N, signed.Hash), null);
        if (entry.N != chain.N + 1 || entry.Prev != chain.Head)
            return (new AppendResult.Conflict(chain.N, chain.Head), null);

        var at = clock.GetUtcNow();
        if (!approved && (entry.At - at).Duration() > Tolerance)
            return (new AppendResult.Refused(ChainRefusal.Iat), null);
        var (next, refusal) = chain.Apply(entry, signed.Jws.Kid, signed.Hash, at);
        refusal ??= await RefuseKeysAsync(signed, chain, cancellation);
        if (next is null || refusal is not null)
            return (new AppendResult.Refused(refusal!), null);
        if (entry is ResetDevices reset && !approved && options.Value.ResetNeedsApproval)
        {
            await resets.KeepAsync(signed, reset, at, cancellation);
            return (new AppendResult.Pending(), null);
        }

        return await WriteAsync(signed, next, at, cancellation);
    }

    private async Task<string?> RefuseKeysAsync(Signed<UserEntry> signed, UserChainState chain, CancellationToken cancellation)
    {
        var (user, entry) = (signed.Payload.User, signed.Payload);
        var refusal = entry switch
        {
            FirstDevice e => await keys.RefuseNewAsync(user, Uuid.Write(e.Device), e.Sig, e.Enc, cancellation),
            ResetDevices e => await keys.RefuseNewAsync(user, Uuid.Write(e.Device), e.Sig, e.Enc, cancellation),
            AddDevice e => await keys.RefuseNewAsync(user, Uuid.Write(e.Device), e.Sig, e.Enc, cancellation),
            RecoveryKey e => await keys.RefuseNewAsync(user, Pki.Certificates.KeyOwner.Recovery, e.Sig, e.Enc, cancellation)
                ?? (await recovery.HasAsync(user, e.Sig, e.Enc, cancellation) ? null : KeyRefusal.NoRecovery),
            _ => null,
        };
        if (refusal is not null)
            return refusal;
        // A beginning is signed by the very key it brings in, which was just found certified.
        if (entry is FirstDevice or ResetDevices)
            return await keys.IsSignedAsync(signed.Jws, cancellation) ? null : ChainRefusal.Signature;
        return await keys.RefuseSignerAsync(signed.Jws, user, chain.OfSignature(signed.Jws.Kid), cancellation);
    }

    private async Task<(AppendResult Result, UserChainState? Appended)> WriteAsync(
        Signed<UserEntry> signed, UserChainState next, DateTimeOffset at, CancellationToken cancellation)
    {
        try
        {
            // From here on nobody's impatience decides: it is written wholly, or refused.
            await store.AppendAsync(signed, next, at, CancellationToken.None);
        }
        catch (DbUpdateException)
        {
            var newer = cache.Remember(await store.ReplayAsync(next.User, cancellation));
            if (newer.N < next.N)
                throw;
            return (new AppendResult.Conflict(newer.N, newer.Head), null);
        }

        return (new AppendResult.Appended(next.N, signed.Hash), cache.Remember(next));
    }
}
