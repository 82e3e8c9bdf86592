using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// A user's conversations, with one dm a peer at most: one that both have given up by beginning anew is left out, whether another has
/// taken its place or not. Nobody could write there, and nobody is left who could take the other back.
/// </summary>
internal sealed class ListConversations(IDbContextFactory<ChatDatabase> databases, IUserChains chains)
{
    public async Task<IReadOnlyList<ConversationSummary>> OfAsync(Guid user, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = await Listed(database, user).OrderByDescending(row => row.LastAt).ThenBy(row => row.Id).ToListAsync(cancellation);
        var summaries = new List<ConversationSummary>(rows.Count);
        foreach (var row in rows)
        {
            if (!await IsGivenUpAsync(user, row, cancellation))
                summaries.Add(row.Summary());
        }

        return summaries;
    }

    /// <summary>
    /// Those whose last entry is before this time, newest first, and whether older ones follow. A page never ends between two of the same
    /// time, so the last one's time is where the next page begins; for that it may be longer than <paramref name="limit"/>.
    /// </summary>
    public async Task<(IReadOnlyList<ConversationSummary> Page, bool More)> PageAsync(
        Guid user, DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        var page = new List<ConversationSummary>(limit);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = Listed(database, user).Where(row => row.LastAt < before).OrderByDescending(row => row.LastAt).ThenBy(row => row.Id);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            // What is given up is neither listed nor "more".
            if (await IsGivenUpAsync(user, row, cancellation))
                continue;
            if (page.Count >= limit && row.LastAt != page[^1].LastAt)
                return (page, true);
            page.Add(row.Summary());
        }

        return (page, false);
    }

    public async Task<ConversationSummary?> FindDmAsync(Guid user, Guid peer, CancellationToken cancellation)
    {
        var pair = DmPair.Of(user, peer);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var row = await Listed(database, user).FirstOrDefaultAsync(row => row.DmPair == pair, cancellation);
        return row is null || await IsGivenUpAsync(user, row, cancellation) ? null : row.Summary();
    }

    // The own base first: it is nearly always current, and then nobody else's chain is looked at.
    private async ValueTask<bool> IsGivenUpAsync(Guid user, Row row, CancellationToken cancellation) =>
        row.Peer is { } peer
        && await IsOutdatedAsync(user, row.Base, cancellation)
        && await IsOutdatedAsync(peer, row.PeerBase, cancellation);

    private async ValueTask<bool> IsOutdatedAsync(Guid user, string? known, CancellationToken cancellation) =>
        (await chains.OfAsync(user, cancellation)).Base?.Value != known;

    private static IQueryable<Row> Listed(ChatDatabase database, Guid user) =>
        from mine in database.Set<Member>()
        where mine.User == user
        join row in database.Set<Conversation>() on mine.ConversationId equals row.Id
        where row.Kind != RoomKind.Dm || row.DmPair != null
        select new Row
        {
            Id = row.Id,
            Kind = row.Kind,
            History = row.History,
            DmPair = row.DmPair,
            Base = mine.Base,
            Peer = row.Kind == RoomKind.Dm
                ? database.Set<Member>().Where(other => other.ConversationId == row.Id && other.User != user).Select(other => (Guid?)other.User).FirstOrDefault()
                : null,
            PeerBase = row.Kind == RoomKind.Dm
                ? database.Set<Member>().Where(other => other.ConversationId == row.Id && other.User != user).Select(other => other.Base).FirstOrDefault()
                : null,
            LastSeq = row.LastSeq,
            LastAt = row.LastAt,
            ReadSeq = mine.ReadSeq,
            RoomN = row.RoomN,
            RoomHead = row.RoomHead,
        };

    private sealed class Row
    {
        public required string Id { get; init; }
        public required RoomKind Kind { get; init; }
        public required RoomHistory History { get; init; }
        public required string? DmPair { get; init; }
        public required string Base { get; init; }
        public required Guid? Peer { get; init; }
        public required string? PeerBase { get; init; }
        public required long LastSeq { get; init; }
        public required DateTimeOffset LastAt { get; init; }
        public required long ReadSeq { get; init; }
        public required long RoomN { get; init; }
        public required string RoomHead { get; init; }

        public ConversationSummary Summary() =>
            new(ConversationId.Parse(Id), Kind, History, Peer, LastSeq, LastAt, ReadSeq, RoomN, Hash.Parse(RoomHead));
    }
}
