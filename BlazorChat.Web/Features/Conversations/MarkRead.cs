using BlazorChat.Web.Features.Conversations.Blocks;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Raises what a member has read: for their own devices always, for others as far as they tell.</summary>
internal sealed class MarkRead(
    IDbContextFactory<ChatDatabase> databases, ConversationWatchers watchers, ReadSharing sharing, BlockPeople blocks, IRelay relay, IHosts hosts, TimeProvider clock)
{
    /// <summary>Members of a conversation whose readers are told of each other as they read: what one reads costs all of them.</summary>
    public const int MaxLive = 100;

    public async Task RunAsync(RoomChainState room, Guid user, long seq, CancellationToken cancellation)
    {
        var id = room.Id.Value;
        var told = sharing.TellsNow(user) && !blocks.Between(user, room.PeerOf(user));
        await using var database = await databases.CreateDbContextAsync(cancellation);
        // Only what is there can have been read; and what was read stays read.
        var raised = await database.Set<Member>()
            .Where(member => member.ConversationId == id && member.User == user && member.ReadSeq < seq)
            .Where(_ => database.Set<Conversation>().Any(row => row.Id == id && row.LastSeq >= seq))
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(member => member.ReadSeq, seq)
                    .SetProperty(member => member.ToldSeq, member => told ? seq : member.ToldSeq),
                cancellation);
        if (raised == 0)
            return;
        watchers.Tell(user, new(room.Id, ConversationChangeKind.Read, room.PeerOf(user), seq, clock.GetUtcNow()));
        if (hosts.Living.Count > 1)
            relay.Publish(Passing.OwnRead(room.Id, user, seq));
        if (told && room.Seats.Count <= MaxLive)
            relay.Publish(Passing.Read(room.Id, user, seq));
    }
}
