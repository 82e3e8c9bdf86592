using BlazorChat.Web.Features.Conversations.Blocks;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// A user's conversations, with one dm a peer at most: one that both have given up by beginning anew is left out, whether another has
/// taken its place or not. Nobody could write there, and nobody is left who could take the other back.
/// </summary>
internal sealed class ListConversations(IDbContextFactory<ChatDatabase> databases, IUserChains chains, BlockPeople blocks)
{
    public async Task<IReadOnlyList<ConversationSummary>> OfAsync(Guid user, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = await Listed(database, user).OrderByDescending(row => row.LastAt).ThenBy(row => row.Id).ToListAsync(cancellation);
        var summaries = new List<ConversationSummary>(rows.Count);
        foreach (var row in rows)
        {
            if (!await IsGivenUpAsync(user, row, cancellation))
                summaries.Add(row.Summary(blocks.Has(user, row.Peer)));
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
            page.Add(row.Summary(blocks.Has(user, row.Peer)));
        }

        return (page, false);
    }

    public async Task<ConversationSummary?> FindDmAsync(Guid user, Guid peer, CancellationToken cancellation)
    {
        var pair = DmPair.Of(user, peer);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var row = await Listed(database, user).FirstOrDefaultAsync(row => row.DmPair == pair, cancellation);
        return row is null || await IsGivenUpAsync(user, row, cancellation) ? null : row.Summary(blocks.Has(user, row.Peer));
    }

    /// <summary>The conversation as this user sees it: a member, or anybody if it is open. Null: there is none for them.</summary>
    public async Task<ConversationSummary?> OneAsync(Guid user, ConversationId conversation, CancellationToken cancellation)
    {
        var id = conversation.Value;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        if (await Listed(database, user).FirstOrDefaultAsync(row => row.Id == id, cancellation) is { } mine)
            return mine.Summary(blocks.Has(user, mine.Peer));
        var open = await database.Set<Conversation>().AsNoTracking().Where(row => row.Id == id && row.Kind == RoomKind.Open)
            .Join(database.Set<RoomProfile>(), row => row.Id, profile => profile.ConversationId, (row, profile) => new { Row = row, Profile = profile })
            .FirstOrDefaultAsync(cancellation);
        return open is null ? null : new(
            conversation, RoomKind.Open, open.Row.History, null, open.Row.LastSeq, open.Row.LastAt, 0, open.Row.RoomN, Hash.Parse(open.Row.RoomHead))
        {
            Name = open.Profile.Name,
            Topic = open.Profile.Topic,
            Colour = open.Profile.Colour ?? RoomColours.Of(id),
            Archived = open.Row.ArchivedAt is not null,
            Members = open.Row.Members,
        };
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
        join called in database.Set<RoomProfile>() on row.Id equals called.ConversationId into profiles
        from profile in profiles.DefaultIfEmpty()
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
            Name = profile!.Name,
            Topic = profile.Topic,
            Colour = profile.Colour,
            Archived = row.ArchivedAt != null,
            Messages = row.Messages,
            // What is deleted for its age is nothing to read any more.
            MessagesRead = database.Set<LogEntry>()
                .Where(entry => entry.ConversationId == row.Id && entry.Seq == (mine.ReadSeq > row.ExpiredSeq ? mine.ReadSeq : row.ExpiredSeq))
                .Select(entry => entry.Messages).FirstOrDefault(),
            Muted = mine.Muted,
            Favourite = mine.Favourite,
            HiddenAt = mine.HiddenAt,
            Role = mine.Role,
            Members = row.Members,
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
        public required string? Name { get; init; }
        public required string? Topic { get; init; }
        public required string? Colour { get; init; }
        public required bool Archived { get; init; }
        public required long Messages { get; init; }
        public required long MessagesRead { get; init; }
        public required bool Muted { get; init; }
        public required bool Favourite { get; init; }
        public required long? HiddenAt { get; init; }
        public required RoomRole Role { get; init; }
        public required int Members { get; init; }

        public ConversationSummary Summary(bool blocked) =>
            new(ConversationId.Parse(Id), Kind, History, Peer, LastSeq, LastAt, ReadSeq, RoomN, Hash.Parse(RoomHead))
            {
                Name = Name,
                Topic = Topic,
                Colour = Kind == RoomKind.Dm ? null : Colour ?? RoomColours.Of(Id),
                Archived = Archived,
                Unread = blocked ? 0 : Messages - MessagesRead,
                Blocked = blocked,
                Muted = Muted,
                Favourite = Favourite,
                Hidden = HiddenAt == Messages,
                Role = Role,
                Members = Members,
            };
    }
}
