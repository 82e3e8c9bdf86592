using BlazorChat.Web.Features.Conversations;
using Microsoft.Extensions.Caching.Memory;

namespace BlazorChat.Web.Features.Messages.Feed;

/// <summary>
/// Whose turn it is when somebody asks the members of a room: a circle in the order of ids that begins behind the one who asks, so that not
/// everybody asks the same member first, and goes on where that one's last question ended.
/// </summary>
internal sealed class AskingInTurn : IDisposable
{
    /// <summary>Questions that are remembered: about 3 MB. What is forgotten begins its circle anew.</summary>
    private const int MaxRemembered = 20_000;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _asked = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    /// <param name="room">Whose members are asked.</param>
    /// <param name="user">Who asks, and is not asked.</param>
    /// <param name="ask">Asks one; false: that one cannot be asked now.</param>
    public void Ask(RoomChainState room, Guid user, Func<Guid, bool> ask)
    {
        var key = (room.Id, user);
        var last = _asked.TryGetValue(key, out Guid asked) ? asked : user;
        var others = room.Seats.Keys.Where(member => member != user).Order().ToList();
        var after = others.FindIndex(member => member.CompareTo(last) > 0);
        var first = Math.Max(after, 0); // behind the last one the circle begins anew
        for (var i = 0; i < others.Count; i++)
        {
            var member = others[(first + i) % others.Count];
            if (!ask(member))
                continue;
            _asked.Set(key, member, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Memory });
            return;
        }
    }

    public void Dispose() => _asked.Dispose();
}
