using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Web.Features.Devices;

/// <summary>A disabled account has its certificates on hold until it is enabled; what an administrator put on hold stays so. A renamed one gets
/// certificates that say the new name; a deleted one has them revoked, and what waits or is sealed for its devices removed. Its chain stays: others
/// verify its messages by it.</summary>
internal sealed class FollowAccounts(IAuthority authority, IPeople people, UserChains chains, PendingResets resets, RecoveryBlobs recovery, OwnRecords records, PublishCertificates publish) : IAccountWatcher
{
    public Task DisabledAsync(Guid user, Guid? actor, CancellationToken cancellation) =>
        authority.HoldForAccountAsync(user, ActorOf(actor), cancellation);

    public async Task EnabledAsync(Guid user, Guid? actor, CancellationToken cancellation)
    {
        await authority.ReleaseForAccountAsync(user, ActorOf(actor), cancellation);
        // Renamed while on hold.
        if (people.Current.Find(user) is { } person)
            await RenamedAsync(user, person.DisplayName, cancellation);
    }

    public async Task DeletedAsync(Guid user, Guid? actor, CancellationToken cancellation)
    {
        await authority.RevokeAsync(KeySelection.OfUser(user), RevocationReason.AffiliationChanged, ActorOf(actor), cancellation);
        await resets.RemoveOfAsync(user, cancellation);
        await recovery.RemoveOfAsync(user, cancellation);
        await records.RemoveOfAsync(user, cancellation);
    }

    public async Task RenamedAsync(Guid user, string displayName, CancellationToken cancellation)
    {
        if (await authority.RenameAsync(user, displayName, Actor.System, cancellation) == 0)
            return;
        chains.Tell(user);
        await publish.AskEverywhereAsync(user);
    }

    private static Actor ActorOf(Guid? actor) => actor is { } user ? Actor.User(user) : Actor.System;
}
