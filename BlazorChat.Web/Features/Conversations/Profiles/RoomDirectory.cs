using System.Globalization;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations.Profiles;

/// <summary>
/// The open rooms that are not archived, for everybody. One query reads them all, and they are searched in memory: case and accents are folded
/// as for people, which no database does alike.
/// </summary>
internal sealed class RoomDirectory(IDbContextFactory<ChatDatabase> databases)
{
    private static readonly CompareInfo Names = CultureInfo.InvariantCulture.CompareInfo;

    /// <summary>Rooms whose name matches first, then those with many members; and whether there are more than so many.</summary>
    /// <param name="user">Who looks.</param>
    /// <param name="query">A part of a name or topic.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="own">Also private rooms that the user is in.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<(IReadOnlyList<OpenRoom> Rooms, bool More)> FindAsync(Guid user, string query, int limit, bool own, CancellationToken cancellation)
    {
        var text = SearchText.Fold(query.Trim());
        var found = new List<(bool ByName, OpenRoom Room)>();
        foreach (var room in await AllAsync(user, own, cancellation))
        {
            var byName = new SearchText(room.Name).Match(text) is not SearchMatch.None;
            if (byName || new SearchText(room.Topic).Match(text) is not SearchMatch.None)
                found.Add((byName, room));
        }
        found.Sort(static (a, b) => Compare(a, b));
        return ([.. found.Take(limit).Select(match => match.Room)], found.Count > limit);
    }

    private static int Compare((bool ByName, OpenRoom Room) a, (bool ByName, OpenRoom Room) b)
    {
        if (a.ByName != b.ByName)
            return a.ByName ? -1 : 1;
        if (a.Room.Members != b.Room.Members)
            return b.Room.Members.CompareTo(a.Room.Members);
        var result = Names.Compare(a.Room.Name, b.Room.Name, CompareOptions.IgnoreCase);
        return result != 0 ? result : string.CompareOrdinal(a.Room.Conversation.Value, b.Room.Conversation.Value);
    }

    private async Task<List<OpenRoom>> AllAsync(Guid user, bool own, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        // Two questions, so that each goes by an index.
        var open = await RoomsAsync(database, user, database.Set<Conversation>().Where(row => row.Kind == RoomKind.Open), cancellation);
        if (!own)
            return open;
        var mine = database.Set<Member>().Where(member => member.User == user)
            .Join(database.Set<Conversation>(), member => member.ConversationId, row => row.Id, (_, row) => row).Where(row => row.Kind == RoomKind.Private);
        return [.. open, .. await RoomsAsync(database, user, mine, cancellation)];
    }

    private static async Task<List<OpenRoom>> RoomsAsync(ChatDatabase database, Guid user, IQueryable<Conversation> among, CancellationToken cancellation)
    {
        var rows =
            from row in among.AsNoTracking()
            where row.ArchivedAt == null
            join profile in database.Set<RoomProfile>() on row.Id equals profile.ConversationId
            select new
            {
                row.Id,
                row.Kind,
                profile.Name,
                profile.Topic,
                profile.Colour,
                row.Members,
                Joined = database.Set<Member>().Any(member => member.ConversationId == row.Id && member.User == user),
                row.LastAt,
            };
        return await rows.Select(row => new OpenRoom(
            ConversationId.Parse(row.Id), row.Name, row.Topic, row.Colour ?? RoomColours.Of(row.Id), row.Members, row.Joined, row.LastAt)
        {
            Kind = row.Kind,
        }).ToListAsync(cancellation);
    }
}

/// <summary>A room as everybody sees it.</summary>
/// <param name="Conversation">Which.</param>
/// <param name="Name">Null: it has none.</param>
/// <param name="Topic">What it is for; may be empty.</param>
/// <param name="Colour">Of <see cref="RoomColours"/>.</param>
/// <param name="Members">How many are in it.</param>
/// <param name="Joined">Whether who asks is.</param>
/// <param name="LastAt">The time of its newest entry.</param>
public sealed record OpenRoom(ConversationId Conversation, string? Name, string Topic, string Colour, int Members, bool Joined, DateTimeOffset LastAt)
{
    /// <summary>Open; private where it was asked for those that one is in.</summary>
    public RoomKind Kind { get; init; } = RoomKind.Open;
}
