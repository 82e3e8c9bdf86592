using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Whether a user has, under a base, a device at a time. Unsure: one came or went close to it.</summary>
internal enum HasDevice { No, Unsure, Yes }

/// <summary>
/// Who becomes admin of a room that has lost its admins: when none of them has a device left, the longest-standing member who has one.
/// Devices dropped, revoked or of an outdated base are gone; on hold they are not, since a hold leaves no trace to check later.
/// </summary>
internal static class Succession
{
    public static async ValueTask<bool> IsDueAsync(RoomChainState room, Guid user, Func<Guid, Hash, ValueTask<HasDevice>> hasDevice)
    {
        foreach (var (admin, seat) in room.Seats.Where(seat => seat.Value.Role == RoomRole.Admin))
        {
            if (await hasDevice(admin, seat.Base) == HasDevice.Yes)
                return false;
        }

        // Longest: earliest entry, then list order.
        foreach (var (member, seat) in room.Seats.OrderBy(seat => seat.Value.Since).ThenBy(seat => seat.Value.Order))
        {
            var has = await hasDevice(member, seat.Base);
            if (member == user)
                return has != HasDevice.No;
            if (has == HasDevice.Yes)
                return false;
        }

        return false;
    }
}
