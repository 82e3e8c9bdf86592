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
    public async Task<(IReadOnlyList<OpenRoom> Rooms, bool More)> FindAsync(Guid user, string query, int limit, CancellationToken cancellation)
    {
        var text = SearchText.Fold(query.Trim());
        var found = new List<(bool ByName, OpenRoom Room)>();
        foreach (var room in await AllAsync(user, cancellation))
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

    private async Task<List<OpenRoom>> AllAsync(Guid user, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows =
            from row in database.Set<Conversation>().AsNoTracking()
            where row.Kind == RoomKind.Open && row.ArchivedAt == null
            join profile in database.Set<RoomProfile>() on row.Id equals profile.ConversationId
            select new
            {
                row.Id,
                profile.Name,
                profile.Topic,
                profile.Colour,
                row.Members,
                Joined = database.Set<Member>().Any(member => member.ConversationId == row.Id && member.User == user),
                row.LastAt,
            };
        return await rows.Select(row => new OpenRoom(
            ConversationId.Parse(row.Id), row.Name, row.Topic, row.Colour ?? RoomColours.Of(row.Id), row.Members, row.Joined, row.LastAt)).ToListAsync(cancellation);
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
public sealed record OpenRoom(ConversationId Conversation, string? Name, string Topic, string Colour, int Members, bool Joined, DateTimeOffset LastAt);
