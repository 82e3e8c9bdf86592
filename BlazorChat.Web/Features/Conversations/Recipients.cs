using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Features.Conversations.Blocks;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// Computes whom messages are encrypted to. What is kept is only a shortcut: a set carries the version it is at least as new as, and the
/// version is compared under the row lock.
/// </summary>
internal sealed class Recipients : IDisposable
{
    /// <summary>Keys of all cached sets together: about 60 MB.</summary>
    private const long MaxKeys = 500_000;

    private readonly IDbContextFactory<ChatDatabase> databases;
    private readonly Rooms rooms;
    private readonly IUserChains chains;
    private readonly MemberChains members;
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = MaxKeys });
    private readonly IDisposable watch;
    private readonly Lock gate = new();
    private long forgotten;

    public Recipients(IDbContextFactory<ChatDatabase> databases, Rooms rooms, IUserChains chains, MemberChains members)
    {
        (this.databases, this.rooms, this.chains, this.members) = (databases, rooms, chains, members);
        watch = chains.OnChange(change => ForgetAllOf(change.User));
    }

    public async ValueTask<RecipientSet?> OfAsync(ConversationId conversation, long notOlderThan, CancellationToken cancellation)
    {
        if (cache.Get<Known>(conversation) is { } known && known.Set.Version >= notOlderThan)
            return known.Set;
        var before = Volatile.Read(ref forgotten);
        var computed = await ComputeAsync(conversation, cancellation);
        if (computed is not null)
            Keep(conversation, computed, before);
        return computed?.Set;
    }

    public void Forget(ConversationId conversation)
    {
        lock (gate)
        {
            forgotten++;
            cache.Remove(conversation);
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            forgotten++;
            cache.Clear();
        }
    }

    public void Dispose()
    {
        watch.Dispose();
        cache.Dispose();
    }

    // What was forgotten while it was computed may be this: kept, an older set would refuse who came since, until the next change.
    private void Keep(ConversationId conversation, Known computed, long before)
    {
        lock (gate)
        {
            if (forgotten == before && (cache.Get<Known>(conversation) is not { } known || known.Set.Version <= computed.Set.Version))
                cache.Set(conversation, computed, new MemoryCacheEntryOptions { Size = 1 + computed.Set.Count });
        }
    }

    // The version first, then what it counts: whatever changes in between makes the set newer than its version, never older.
    private async Task<Known?> ComputeAsync(ConversationId conversation, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var head = await database.Set<Conversation>().AsNoTracking()
            .Where(row => row.Id == conversation.Value)
            .Select(row => new { row.RecipientsVersion, row.RoomN })
            .FirstOrDefaultAsync(cancellation);
        if (head is null || await rooms.FindAsync(database, conversation, head.RoomN, cancellation) is not { } room)
            return null;
        var states = await members.OfAsync(database, room.State, cancellation);
        var keys = room.State.Seats.SelectMany(seat => KeysOf(room, seat.Value, states[seat.Key]));
        return new(new RecipientSet(head.RecipientsVersion, keys, await BlockersAsync(database, room.State, cancellation)), room.State);
    }

    private static async Task<IReadOnlyCollection<Guid>> BlockersAsync(ChatDatabase database, RoomChainState room, CancellationToken cancellation)
    {
        if (room.Kind != RoomKind.Dm)
            return [];
        var (one, other) = (room.Seats.Keys.First(), room.Seats.Keys.Last());
        return await database.Set<Block>().Where(block => block.User == one && block.Blocked == other || block.User == other && block.Blocked == one)
            .Select(block => block.User).ToListAsync(cancellation);
    }

    // A member whose base is not the one named here has no device or recovery key in this conversation.
    private IEnumerable<KeyValuePair<Kid, Recipient>> KeysOf(Room room, RoomSeat seat, UserChainState chain)
    {
        if (chain.Base != seat.Base)
            return [];
        var seated = room.SeatedAt(seat);
        return chains.Active(chain).All.Select(pair =>
            KeyValuePair.Create(pair.Enc, new Recipient(chain.User, pair.Added.At > seated ? pair.Added.At : seated)));
    }

    private void ForgetAllOf(Guid user)
    {
        lock (gate)
        {
            forgotten++;
            foreach (var key in cache.Keys)
            {
                if (cache.Get<Known>(key) is { } known && known.Room.IsMember(user))
                    cache.Remove(key);
            }
        }
    }

    private sealed record Known(RecipientSet Set, RoomChainState Room);
}
