using BlazorChat.Web.Features.Accounts.Names;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations.Offers;

/// <summary>
/// Which default rooms a user is still to be brought to. A room chain begins with the signature of a person's device, and the server has none:
/// the first who comes makes the rooms, and is their admin.
/// </summary>
internal sealed class OfferRooms(DefaultRooms rooms, IDbContextFactory<ChatDatabase> databases, TimeProvider clock)
{
    /// <returns>Each with the conversation that fills it, or null while there is none.</returns>
    public async Task<IReadOnlyList<(NewProfile Room, string? Conversation)>> OfAsync(Guid user, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var settled = await database.Set<RoomOffer>().Where(offer => offer.User == user).Select(offer => offer.Slot).ToListAsync(cancellation);
        var open = rooms.All.Where(room => !settled.Contains(room.Slot!)).ToList();
        if (open.Count == 0)
            return [];
        var slots = open.Select(room => room.Slot!).ToList();
        var made = await database.Set<RoomProfile>().Where(profile => profile.Slot != null && slots.Contains(profile.Slot))
            .Join(database.Set<Conversation>(), profile => profile.ConversationId, row => row.Id, (profile, row) => new { profile.Slot, row.Id, row.ArchivedAt })
            .ToDictionaryAsync(room => room.Slot!, cancellation);
        var keys = open.SelectMany(room => room.Name!.Keys.All).ToList();
        var called = await database.Set<RoomNameKey>().Where(name => keys.Contains(name.Key)).ToDictionaryAsync(name => name.Key, name => name.ConversationId, cancellation);
        // What its admins have archived nobody is brought to.
        return [.. open
            .Where(room => made.GetValueOrDefault(room.Slot!) is not { ArchivedAt: not null })
            .Select(room => (room, made.GetValueOrDefault(room.Slot!)?.Id ?? Called(room.Name!.Keys, called)))];
    }

    /// <returns>False: no such room.</returns>
    public async Task<bool> SettleAsync(Guid user, string slot, CancellationToken cancellation)
    {
        if (rooms.Find(slot) is null)
            return false;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var at = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await database.Database.ExecuteSqlRawAsync(RoomOfferRows.Insert, [user, slot, at], cancellation);
        return true;
    }

    // An open room that was called so before the configuration was is this room: there cannot be another of the name.
    private static string? Called(NameKeys keys, Dictionary<string, string> called) => keys.All.Select(key => called.GetValueOrDefault(key)).FirstOrDefault(id => id is not null);
}
