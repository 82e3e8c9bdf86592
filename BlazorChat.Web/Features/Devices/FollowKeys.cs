using BlazorChat.Pki;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Storage.Hosts;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Keeps user chains and CRLs as other hosts change them. What a CRL changes is told by the authority, as one made here (<see cref="KeyWatch"/>).</summary>
internal sealed class FollowKeys(UserChainStore store, UserChainCache cache, DeviceOverview overview, UserChains chains, ISessions sessions, IAuthority authority)
    : IFollowHostChanges
{
    public IReadOnlyList<string> Kinds { get; } = [HostChangeKinds.UserChain, HostChangeKinds.Revocations];

    public async Task FollowAsync(HostChange change, CancellationToken cancellation)
    {
        if (change.Kind == HostChangeKinds.Revocations)
        {
            await authority.ReadAgainAsync(cancellation);
            return;
        }
        var user = Guid.ParseExact(change.Key, "D");
        var chain = cache.Remember(await store.ReplayAsync(user, cancellation));
        overview.Set(chain);
        chains.Tell(user);
        await EndDroppedAsync(user, chain, cancellation);
    }

    /// <summary>The host that dropped a device has ended its sessions; one that was bound to it here meanwhile, before that was known, it did not find.</summary>
    private async Task EndDroppedAsync(Guid user, UserChainState chain, CancellationToken cancellation)
    {
        var bound = sessions.Of(user).Select(session => session.Device).OfType<Guid>().ToHashSet();
        foreach (var device in bound.Where(device => chain.OfDevice(device) is { Removed: not null }))
            await sessions.EndDeviceAsync(user, device, SessionEndReason.DeviceDropped, cancellation);
    }

    public async Task ReadAgainAsync(CancellationToken cancellation)
    {
        cache.Clear();
        await overview.LoadAsync(cancellation);
        await authority.ReadAgainAsync(cancellation);
    }
}
