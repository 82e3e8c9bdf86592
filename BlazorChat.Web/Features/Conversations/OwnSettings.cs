using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>What one member wants of a conversation for themselves, in their own row: nobody else is told.</summary>
internal sealed class OwnSettings(IDbContextFactory<ChatDatabase> databases, ConversationWatchers watchers, TimeProvider clock)
{
    /// <param name="conversation">Which.</param>
    /// <param name="user">Whose settings; a member.</param>
    /// <param name="change">What to change; null in it: stays.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task ChangeAsync(ConversationId conversation, Guid user, OwnSettingsEndpoints.Settings change, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var (muted, favourite) = (change.Muted, change.Favourite);
        var (hides, shows) = (change.Hidden == true, change.Hidden == false);
        var id = conversation.Value;
        var changed = await Seat(database, conversation, user).ExecuteUpdateAsync(
            set => set
                .SetProperty(member => member.Muted, member => muted ?? member.Muted)
                .SetProperty(member => member.Favourite, member => favourite ?? member.Favourite)
                .SetProperty(member => member.HiddenAt, member => shows ? null
                    : hides ? database.Set<Conversation>().Where(row => row.Id == id).Select(row => (long?)row.Messages).FirstOrDefault()
                    : member.HiddenAt),
            cancellation);
        if (changed > 0)
            watchers.Tell(user, new(conversation, ConversationChangeKind.Settings, null, 0, clock.GetUtcNow()));
    }

    /// <summary>Unread from this place on. What the user has cleared stays read, and what was unread before stays so.</summary>
    public async Task MarkUnreadAsync(ConversationId conversation, Guid user, long seq, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var lowered = await Seat(database, conversation, user)
            .Where(member => member.ReadSeq >= seq && member.ReadSeq > member.ClearedSeq)
            .ExecuteUpdateAsync(
                set => set.SetProperty(member => member.ReadSeq, member => member.ClearedSeq > seq - 1 ? member.ClearedSeq : seq - 1), cancellation);
        if (lowered > 0)
            watchers.Tell(user, new(conversation, ConversationChangeKind.Unread, null, seq - 1, clock.GetUtcNow()));
    }

    private static IQueryable<Member> Seat(ChatDatabase database, ConversationId conversation, Guid user) =>
        database.Set<Member>().Where(member => member.ConversationId == conversation.Value && member.User == user);
}
