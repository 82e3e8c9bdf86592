using System.Runtime.CompilerServices;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// Raises the version of every conversation of people whose keys change, in the transaction that changes them. Nobody brings these people into
/// another conversation meanwhile: it would be one whose version is not raised.
/// </summary>
internal sealed class RecipientsChanged(AppendDialect dialect) : IRecipientsChanged
{
    /// <summary>The turn that whoever gives this user a seat shares.</summary>
    public static string Turn(Guid user) => $"keys {user:D}";

    public async Task RaiseAsync(ChatDatabase database, IReadOnlyCollection<Guid> users, CancellationToken cancellation)
    {
        foreach (var turn in users.Select(Turn).Order(StringComparer.Ordinal))
            await database.TakeTurnAsync(turn, cancellation);
        var theirs = database.Set<Member>().Where(member => users.Contains(member.User)).Select(member => member.ConversationId);
        if (dialect.RowLock.Length > 0)
            await LockInOrderAsync(database, await theirs.Distinct().ToListAsync(cancellation), cancellation);
        await database.Set<Conversation>()
            .Where(conversation => theirs.Contains(conversation.Id))
            .ExecuteUpdateAsync(
                set => set.SetProperty(conversation => conversation.RecipientsVersion, conversation => conversation.RecipientsVersion + 1),
                cancellation);
    }

    // Where rows are locked one by one: in the order in which a group append locks them, or the two deadlock.
    private async Task LockInOrderAsync(ChatDatabase database, List<string> conversations, CancellationToken cancellation)
    {
        var read = $$"""SELECT "LastSeq" AS "Value" FROM "conversations" WHERE "Id" = {0} {{dialect.RowLock}}""";
        foreach (var id in conversations.Order(StringComparer.Ordinal))
            await database.Database.SqlQuery<long>(FormattableStringFactory.Create(read, id)).ToListAsync(cancellation);
    }
}
