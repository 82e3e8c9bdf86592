using BlazorChat.Pki;
using BlazorChat.Web.Storage.Hosts;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Keeps user chains and CRLs as other hosts change them. What a CRL changes is told by the authority, as one made here (<see cref="KeyWatch"/>).</summary>
internal sealed class FollowKeys(UserChainStore store, UserChainCache cache, DeviceOverview overview, UserChains chains, IAuthority authority) : IFollowHostChanges
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
        overview.Set(cache.Remember(await store.ReplayAsync(user, cancellation)));
        chains.Tell(user);
    }

    public async Task ReadAgainAsync(CancellationToken cancellation)
    {
        cache.Clear();
        await overview.LoadAsync(cancellation);
        await authority.ReadAgainAsync(cancellation);
    }
}
