using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// What an entry removes loses its sessions and its certificates. The rows to do are written with the entry, so a crash
/// between the two is made good at the next start; until then the chain alone already keeps the keys from everything.
/// </summary>
internal sealed partial class RemovedKeys(
    IDbContextFactory<ChatDatabase> databases, IAuthority authority, ISessions sessions, ILogger<RemovedKeys> logger)
{
    /// <summary>Settles one user's, or everybody's. Never throws: what fails is tried again by the next sweep.</summary>
    public async Task SettleAsync(Guid? user = null)
    {
        try
        {
            await using var database = await databases.CreateDbContextAsync();
            var open = await database.Set<DeviceKeys>()
                .Where(keys => !keys.Settled && keys.RemovedAt != null && (user == null || keys.UserId == user))
                .ToListAsync();
            foreach (var keys in open)
            {
                await SettleAsync(keys);
                keys.Settled = true;
                await database.SaveChangesAsync();
            }
        }
        catch (Exception e)
        {
            LogFailed(logger, e, user);
        }
    }

    private async Task SettleAsync(DeviceKeys keys)
    {
        var reason = RevocationReason.Superseded;
        if (Uuid.TryParse(keys.Device, out var device))
        {
            await sessions.EndDeviceAsync(keys.UserId, device, SessionEndReason.DeviceDropped, CancellationToken.None);
            reason = RevocationReason.CessationOfOperation;
        }

        await authority.RevokeAsync(KeySelection.Of(keys.Sig, keys.Enc), reason, Actor.User(keys.UserId));
    }

    [LoggerMessage(3002, LogLevel.Error, "Keys removed from the chain of {User} could not be revoked yet; the next sweep tries again")]
    private static partial void LogFailed(ILogger logger, Exception e, Guid? user);
}
