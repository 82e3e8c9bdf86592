using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// The user chains of a conversation's members, none older than the database connection sees it. A chain is committed a moment before the
/// cache of chains has it; a set computed in that moment would carry the new version and the old keys.
/// </summary>
internal sealed class MemberChains(IUserChains chains)
{
    public async Task<Dictionary<Guid, UserChainState>> OfAsync(ChatDatabase database, RoomChainState room, CancellationToken cancellation)
    {
        var ends = await EndsAsync(database, room, cancellation);
        var states = new Dictionary<Guid, UserChainState>(room.Seats.Count);
        foreach (var user in room.Seats.Keys)
            states.Add(user, await chains.OfAsync(user, ends.GetValueOrDefault(user, -1), cancellation));
        return states;
    }

    private static Task<Dictionary<Guid, long>> EndsAsync(ChatDatabase database, RoomChainState room, CancellationToken cancellation)
    {
        var id = room.Id.Value;
        var members = database.Set<Member>().Where(member => member.ConversationId == id).Select(member => member.User);
        return database.Set<UserChainEntry>()
            .Where(entry => members.Contains(entry.UserId))
            .GroupBy(entry => entry.UserId)
            .Select(chain => new { User = chain.Key, N = chain.Max(entry => entry.N) })
            .ToDictionaryAsync(chain => chain.User, chain => chain.N, cancellation);
    }
}
