using System.Collections.Immutable;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations.Blocks;

/// <summary>
/// Who has blocked whom. In memory for what is shown and what passes; what decides over a send is read from the database with the recipients
/// (<see cref="RecipientSet.Blockers"/>), whose version a block raises in its own transaction: no send slips in beside it.
/// </summary>
internal sealed class BlockPeople(IDbContextFactory<ChatDatabase> databases, ConversationWatchers watchers, TimeProvider clock)
{
    /// <summary>People one user blocks at most: a list in memory, and on a page.</summary>
    public const int MaxBlocked = 1000;

    private readonly SemaphoreSlim turn = new(1);
    private ImmutableDictionary<Guid, ImmutableHashSet<Guid>> blocked = ImmutableDictionary<Guid, ImmutableHashSet<Guid>>.Empty;

    public Task LoadAsync(CancellationToken cancellation) => turn.RunAsync(async () =>
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var rows = await database.Set<Block>().Select(block => new { block.User, block.Blocked }).ToListAsync(cancellation);
        blocked = rows.GroupBy(row => row.User).ToImmutableDictionary(mine => mine.Key, mine => mine.Select(row => row.Blocked).ToImmutableHashSet());
    }, cancellation);

    /// <summary>As another host has written it.</summary>
    public Task FollowAsync(Guid user, Guid other, CancellationToken cancellation) => turn.RunAsync(async () =>
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var mine = await database.Set<Block>().Where(block => block.User == user).Select(block => block.Blocked).ToListAsync(cancellation);
        blocked = mine.Count == 0 ? blocked.Remove(user) : blocked.SetItem(user, [.. mine]);
        var pair = DmPair.Of(user, other);
        if (await database.Set<Conversation>().Where(row => row.DmPair == pair).Select(row => row.Id).FirstOrDefaultAsync(cancellation) is { } dm)
            watchers.Tell(user, new(ConversationId.Parse(dm), ConversationChangeKind.Settings, other, 0, clock.GetUtcNow()));
    }, cancellation);

    /// <summary>Whom this user has blocked.</summary>
    public IReadOnlySet<Guid> Of(Guid user) => blocked.GetValueOrDefault(user, []);

    public bool Has(Guid user, Guid? other) => other is { } peer && Of(user).Contains(peer);

    /// <summary>Whether one of the two has blocked the other.</summary>
    public bool Between(Guid user, Guid? other) => other is { } peer && (Has(user, peer) || Has(peer, user));

    /// <returns>False: nobody is blocked any more by who has blocked so many.</returns>
    public Task<bool> SetAsync(Guid user, Guid other, bool blocks, CancellationToken cancellation) => turn.RunAsync(async () =>
    {
        var mine = blocked.GetValueOrDefault(user, []);
        if (mine.Contains(other) == blocks)
            return true;
        if (blocks && mine.Count >= MaxBlocked)
            return false;
        var dm = await WriteAsync(user, other, blocks, cancellation);
        blocked = blocked.SetItem(user, blocks ? mine.Add(other) : mine.Remove(other));
        if (dm is not null)
            watchers.Tell(user, new(ConversationId.Parse(dm), ConversationChangeKind.Settings, other, 0, clock.GetUtcNow()));
        return true;
    }, cancellation);

    /// <summary>With the account goes whom it blocked, and who blocked it.</summary>
    public Task ForgetAsync(Guid user, CancellationToken cancellation) => turn.RunAsync(async () =>
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await database.Set<Block>().Where(block => block.User == user || block.Blocked == user).ExecuteDeleteAsync(cancellation);
        blocked = blocked.Remove(user).ToImmutableDictionary(mine => mine.Key, mine => mine.Value.Remove(user));
    }, cancellation);

    /// <returns>The dm of the two, if there is one.</returns>
    private async Task<string?> WriteAsync(Guid user, Guid other, bool blocks, CancellationToken cancellation)
    {
        var pair = DmPair.Of(user, other);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        if (blocks)
        {
            database.Add(new Block { User = user, Blocked = other, At = clock.GetUtcNow() });
            await database.SaveChangesAsync(cancellation);
        }
        else
        {
            await database.Set<Block>().Where(block => block.User == user && block.Blocked == other).ExecuteDeleteAsync(cancellation);
        }
        var dm = database.Set<Conversation>().Where(row => row.DmPair == pair);
        await dm.ExecuteUpdateAsync(set => set.SetProperty(row => row.RecipientsVersion, row => row.RecipientsVersion + 1), cancellation);
        var id = await dm.Select(row => row.Id).FirstOrDefaultAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return id;
    }
}
