using System.Collections.Immutable;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>A room chain replayed, with the server's times of its entries.</summary>
internal sealed record Room(RoomChainState State, ImmutableList<DateTimeOffset> Times)
{
    public static Room Begin(RoomChainState state, DateTimeOffset at) => new(state, [at]);

    public Room Continue(RoomChainState state, DateTimeOffset at) => new(state, Times.Add(at));

    /// <summary>When the server took the entry that seated the member under the present base.</summary>
    public DateTimeOffset SeatedAt(RoomSeat seat) => Times[(int)seat.Since];
}

/// <summary>
/// The room chains of this host: replayed from the start once, then continued, in a bounded cache. Entries in the log were judged when
/// they were appended, so here only their effect counts.
/// </summary>
internal sealed class Rooms(IDbContextFactory<ChatDatabase> databases) : IDisposable
{
    /// <summary>Members of all cached rooms together: about 100 MB.</summary>
    private const long MaxSeats = 500_000;

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = MaxSeats });
    private readonly Lock gate = new();

    /// <summary>The newest state known here, at least as new as entry <paramref name="notOlderThan"/>; null: no such conversation.</summary>
    public async ValueTask<Room?> FindAsync(ConversationId conversation, long notOlderThan, CancellationToken cancellation)
    {
        var known = cache.Get<Room>(conversation);
        if (known is not null && known.State.N >= notOlderThan)
            return known;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await ContinueAsync(database, conversation, known, cancellation);
    }

    /// <summary>The state as this database connection sees it.</summary>
    public async Task<Room?> FindAsync(ChatDatabase database, ConversationId conversation, long n, CancellationToken cancellation)
    {
        var known = cache.Get<Room>(conversation);
        return known is not null && known.State.N >= n ? known : await ContinueAsync(database, conversation, known, cancellation);
    }

    /// <summary>The state before an entry, replayed anew unless it is just the one known here; null: there was none.</summary>
    public async Task<Room?> BeforeAsync(ConversationId conversation, long n, CancellationToken cancellation)
    {
        var known = cache.Get<Room>(conversation);
        if (known is not null && known.State.N == n - 1)
            return known;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await ReplayAsync(database, conversation, null, n - 1, cancellation);
    }

    /// <summary>Everything is replayed again when it is asked for.</summary>
    public void Clear() => cache.Clear();

    /// <summary>Keeps a newer state.</summary>
    public void Keep(Room room)
    {
        lock (gate)
        {
            if (cache.Get<Room>(room.State.Id) is not { } known || known.State.N < room.State.N)
                cache.Set(room.State.Id, room, new MemoryCacheEntryOptions { Size = 1 + room.State.Seats.Count });
        }
    }

    public void Dispose() => cache.Dispose();

    private async Task<Room?> ContinueAsync(ChatDatabase database, ConversationId conversation, Room? room, CancellationToken cancellation)
    {
        room = await ReplayAsync(database, conversation, room, long.MaxValue, cancellation);
        if (room is not null)
            Keep(room);
        return room;
    }

    private static async Task<Room?> ReplayAsync(ChatDatabase database, ConversationId conversation, Room? room, long upTo, CancellationToken cancellation)
    {
        var (id, from) = (conversation.Value, room?.State.N ?? -1);
        var entries = database.Set<LogEntry>().AsNoTracking()
            .Where(entry => entry.ConversationId == id && entry.Kind == LogEntryKind.Room && entry.N > from && entry.N <= upTo)
            .OrderBy(entry => entry.N)
            .AsAsyncEnumerable();
        await foreach (var entry in entries.WithCancellation(cancellation))
            room = Replay(room, entry);
        return room;
    }

    private static Room Replay(Room? room, LogEntry stored)
    {
        if (!RoomEntry.TryParse(stored.Body, out var entry, out var refusal))
            throw new InvalidDataException($"Entry {stored.N} of conversation {stored.ConversationId} cannot be read back ({refusal}).");
        // The log is ours, but a restored or edited file should be noticed before people are.
        if (entry.Payload.Prev != room?.State.Head || entry.Payload.N != (room?.State.N ?? -1) + 1 || entry.Payload.N != stored.N)
            throw new InvalidDataException($"Entry {stored.N} of conversation {stored.ConversationId} does not follow the one before.");
        var state = RoomChain.Next(room?.State, entry, stored.User);
        return room is null ? Room.Begin(state, stored.At) : room.Continue(state, stored.At);
    }
}
