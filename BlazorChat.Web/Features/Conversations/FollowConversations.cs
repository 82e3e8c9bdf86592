using System.Globalization;
using BlazorChat.Web.Features.Conversations.Blocks;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Keeps room chains, recipients, blocks and settings as other hosts change them, and tells the pages here.</summary>
internal sealed class FollowConversations(
    Rooms rooms, Recipients recipients, ReadSharing sharing, BlockPeople blocks, ConversationWatchers watchers, IDbContextFactory<ChatDatabase> databases, TimeProvider clock)
    : IFollowHostChanges
{
    private const int MostTold = 100;

    // Up to where members here were told of a room: whoever adds fifty people makes fifty entries, and the first look at them sees most of them.
    private readonly Dictionary<ConversationId, Room> _told = [];

    public IReadOnlyList<string> Kinds { get; } =
    [
        HostChangeKinds.RoomChain, HostChangeKinds.Profile, HostChangeKinds.Expired, HostChangeKinds.Settings, HostChangeKinds.Cleared, HostChangeKinds.Unread,
        HostChangeKinds.Block, HostChangeKinds.QuietReader,
    ];

    public Task FollowAsync(HostChange change, CancellationToken cancellation)
    {
        var key = change.Key.Split(' ');
        return change.Kind switch
        {
            HostChangeKinds.RoomChain => FollowRoomAsync(ConversationId.Parse(key[0]), Number(key[1]), cancellation),
            HostChangeKinds.Profile => FollowProfileAsync(ConversationId.Parse(key[0]), cancellation),
            HostChangeKinds.Expired => FollowExpiredAsync(ConversationId.Parse(key[0]), Number(key[1]), cancellation),
            HostChangeKinds.Settings => FollowSeatAsync(ConversationId.Parse(key[0]), Guid.ParseExact(key[1], "D"), ConversationChangeKind.Settings, cancellation),
            HostChangeKinds.Cleared => FollowSeatAsync(ConversationId.Parse(key[0]), Guid.ParseExact(key[1], "D"), ConversationChangeKind.Cleared, cancellation),
            HostChangeKinds.Unread => FollowSeatAsync(ConversationId.Parse(key[0]), Guid.ParseExact(key[1], "D"), ConversationChangeKind.Unread, cancellation),
            HostChangeKinds.Block => blocks.FollowAsync(Guid.ParseExact(key[0], "D"), Guid.ParseExact(key[1], "D"), cancellation),
            _ => sharing.FollowAsync(Guid.ParseExact(key[0], "D"), cancellation),
        };
    }

    public async Task ReadAgainAsync(CancellationToken cancellation)
    {
        rooms.Clear();
        recipients.Clear();
        _told.Clear();
        await sharing.LoadAsync(cancellation);
        await blocks.LoadAsync(cancellation);
    }

    private async Task FollowRoomAsync(ConversationId conversation, long n, CancellationToken cancellation)
    {
        var told = _told.GetValueOrDefault(conversation);
        if (told?.State.N >= n)
            return;
        // What this host wrote since is told already, and stands only in the chain.
        var before = told?.State.N == n - 1 ? told : await rooms.BeforeAsync(conversation, n, cancellation);
        var after = await rooms.FindAsync(conversation, n, cancellation);
        recipients.Forget(conversation);
        if (after is null || await HeadAsync(conversation, cancellation) is not { } head)
            return;
        watchers.TellChanged(before?.State, after.State, head.Seq, head.At);
        if (_told.Count >= MostTold)
            _told.Clear();
        _told[conversation] = after;
    }

    private async Task FollowProfileAsync(ConversationId conversation, CancellationToken cancellation)
    {
        if (await rooms.FindAsync(conversation, 0, cancellation) is { } room && await HeadAsync(conversation, cancellation) is { } head)
            watchers.TellProfile(room.State, head.Seq, head.At);
    }

    private async Task FollowExpiredAsync(ConversationId conversation, long seq, CancellationToken cancellation)
    {
        if (await rooms.FindAsync(conversation, 0, cancellation) is { } room)
            watchers.TellExpired(room.State, seq);
    }

    private async Task FollowSeatAsync(ConversationId conversation, Guid user, ConversationChangeKind kind, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var seq = await database.Set<Member>().Where(member => member.ConversationId == conversation.Value && member.User == user)
            .Select(member => (long?)member.ReadSeq).FirstOrDefaultAsync(cancellation);
        if (seq is { } read)
            watchers.Tell(user, new(conversation, kind, null, kind is ConversationChangeKind.Settings ? 0 : read, clock.GetUtcNow()));
    }

    private async Task<(long Seq, DateTimeOffset At)?> HeadAsync(ConversationId conversation, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var row = await database.Set<Conversation>().Where(row => row.Id == conversation.Value).Select(row => new { row.LastSeq, row.LastAt }).FirstOrDefaultAsync(cancellation);
        return row is null ? null : (row.LastSeq, row.LastAt);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
