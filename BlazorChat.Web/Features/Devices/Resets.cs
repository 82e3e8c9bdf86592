using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>What administrators decide about resets.</summary>
internal sealed partial class Resets(PendingResets waiting, UserChains chains, IAuthority authority, ILogger<Resets> logger) : IResets
{
    public async Task<IReadOnlyList<WaitingReset>> ListAsync(CancellationToken cancellation) =>
        [.. (await waiting.AllAsync(approvedOnHostOnly: false, cancellation)).Select(Describe)];

    public async Task<ResetDecision> ApproveAsync(Guid user, Hash entry, Guid actor, CancellationToken cancellation)
    {
        if (await waiting.FindAsync(user, cancellation) is not { } row || row.Hash != entry.Value)
            return ResetDecision.Gone;
        var decision = await AppendAsync(row, cancellation);
        LogApproved(logger, user, entry, actor, decision);
        return decision;
    }

    public async Task<ResetDecision> RefuseAsync(Guid user, Hash entry, Guid actor, CancellationToken cancellation)
    {
        if (await waiting.FindAsync(user, cancellation) is not { } row || row.Hash != entry.Value)
            return ResetDecision.Gone;
        // Revoked first: if this host dies in between, the reset still waits but can no longer be appended.
        var reset = (ResetDevices)Read(row).Payload;
        await authority.RevokeAsync(KeySelection.Of(reset.Sig.Value, reset.Enc.Value), RevocationReason.PrivilegeWithdrawn, Actor.User(actor), cancellation);
        return await waiting.RemoveAsync(user, row.Hash, cancellation) ? ResetDecision.Done : ResetDecision.Gone;
    }

    public async Task<ResetDecision> ApproveOnHostAsync(Guid user, Hash entry, CancellationToken cancellation) =>
        await waiting.ApproveOnHostAsync(user, entry.Value, cancellation) ? ResetDecision.Done : ResetDecision.Gone;

    /// <summary>Appends what a command on the host approved. Never throws: it is called again.</summary>
    public async Task AppendApprovedOnHostAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var row in await waiting.AllAsync(approvedOnHostOnly: true, cancellation))
                await AppendAsync(row, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(logger, e);
        }
    }

    private async Task<ResetDecision> AppendAsync(PendingReset row, CancellationToken cancellation)
    {
        // Whatever it waited for, it is verified again: the chain may have moved on, a key may be revoked.
        if (await chains.AppendAsync(row.UserId, Read(row), approved: true, cancellation) is AppendResult.Appended)
            return ResetDecision.Done;
        await waiting.RemoveAsync(row.UserId, row.Hash, cancellation);
        return ResetDecision.Gone;
    }

    internal static WaitingReset Describe(PendingReset row)
    {
        var reset = (ResetDevices)Read(row).Payload;
        return new WaitingReset(row.UserId, row.DeviceId, Hash.Parse(row.Hash), DeviceCode.Of(reset.Sig, reset.Enc), row.At);
    }

    private static Signed<UserEntry> Read(PendingReset row) =>
        UserEntry.TryParse(row.Jws, out var entry, out _)
            ? entry
            : throw new InvalidDataException($"The waiting reset of {row.UserId} is damaged in the database. Delete it; the person starts it again.");

    [LoggerMessage(3003, LogLevel.Information, "Reset {Entry} of {User} approved by {Actor}: {Decision}")]
    private static partial void LogApproved(ILogger logger, Guid user, Hash entry, Guid actor, ResetDecision decision);

    [LoggerMessage(3004, LogLevel.Error, "Resets approved on the host could not be appended yet; trying again")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
