using System.Collections.Concurrent;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Who has a device, from memory: the kids of every device the chains have, judged by the newest CRL at the question.</summary>
internal sealed class DeviceOverview(IDbContextFactory<ChatDatabase> databases, KeyCheck keys) : IDeviceOverview
{
    private readonly ConcurrentDictionary<Guid, (long N, (string Sig, string Enc)[] Devices)> users = new();

    public bool HasDevice(Guid user) =>
        users.TryGetValue(user, out var known) && known.Devices.Any(device => keys.StateOf(device.Sig, device.Enc) == KeyState.Good);

    public void Set(UserChainState chain)
    {
        var value = (chain.N, chain.Devices.Select(pair => (pair.Sig.Value, pair.Enc.Value)).ToArray());
        users.AddOrUpdate(chain.User, value, (_, known) => known.N > chain.N ? known : value);
    }

    /// <summary>At start, and when chains may have changed unseen.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        var before = users.ToDictionary(); // what changes while they are read is newer than what is read
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = await database.Set<DeviceKeys>().AsNoTracking()
            .Where(row => row.RemovedAt == null && row.Device != Pki.Certificates.KeyOwner.Recovery)
            .Select(row => new { row.UserId, row.Sig, row.Enc })
            .ToListAsync(cancellation);
        foreach (var user in rows.GroupBy(row => row.UserId))
        {
            (long, (string, string)[]) read = (-1, user.Select(row => (row.Sig, row.Enc)).ToArray());
            users.AddOrUpdate(user.Key, read, (_, now) => before.GetValueOrDefault(user.Key).Devices == now.Devices ? read : now);
        }
    }
}
