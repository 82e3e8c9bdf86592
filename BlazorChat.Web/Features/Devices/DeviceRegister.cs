using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Devices;

internal sealed class DeviceRegister(IDbContextFactory<ChatDatabase> databases, IAuthority authority, ISessions sessions, KeyCheck keys) : IDeviceRegister
{
    public async Task<IReadOnlyList<ListedDevice>> ListAsync(IReadOnlyCollection<Guid> users, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = await database.Set<DeviceKeys>().AsNoTracking()
            .Where(row => users.Contains(row.UserId)).OrderByDescending(row => row.AddedAt).ToListAsync(cancellation);
        return [.. rows.Select(Describe)];
    }

    public async Task<bool> RevokeAsync(Guid user, string device, RevocationReason reason, Guid actor, CancellationToken cancellation) =>
        await KeysOfAsync(user, device, cancellation) is { } selection
        && (await authority.RevokeAsync(selection, reason, Actor.User(actor), cancellation)).Changed.Count > 0;

    public async Task<bool> HoldAsync(Guid user, string device, Guid actor, CancellationToken cancellation) =>
        await KeysOfAsync(user, device, cancellation) is { } selection
        && (await authority.HoldAsync(selection, Actor.User(actor), cancellation)).Changed.Count > 0;

    public async Task<bool> ReleaseAsync(Guid user, string device, Guid actor, CancellationToken cancellation) =>
        await KeysOfAsync(user, device, cancellation) is { } selection
        && (await authority.ReleaseAsync(selection, Actor.User(actor), cancellation)).Changed.Count > 0;

    // Named by its keys, not by "recovery": a candidate that the chain does not have yet is left alone.
    private async Task<KeySelection?> KeysOfAsync(Guid user, string device, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var row = await database.Set<DeviceKeys>().AsNoTracking()
            .Where(row => row.UserId == user && row.Device == device && row.RemovedAt == null).FirstOrDefaultAsync(cancellation);
        return row is null ? null : KeySelection.Of(row.Sig, row.Enc);
    }

    private ListedDevice Describe(DeviceKeys row) => new(
        row.UserId,
        row.Device,
        row.Sig,
        row.Enc,
        row.RemovedAt is not null ? DeviceStatus.Dropped : keys.StateOf(row.Sig, row.Enc) switch
        {
            KeyState.Good => DeviceStatus.Active,
            KeyState.Held => DeviceStatus.Held,
            _ => DeviceStatus.Revoked,
        },
        row.AddedAt,
        row.RemovedAt,
        Uuid.TryParse(row.Device, out var device) ? sessions.LastSeen(row.UserId, device) : null);
}
