using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations.Blocks;
using BlazorChat.Web.Features.Conversations.Offers;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>What a deleted account wanted for itself goes with it. Where it was a member, the room chain says so for ever.</summary>
internal sealed class ForgetAccounts(IDbContextFactory<ChatDatabase> databases, BlockPeople blocks, ReadSharing sharing) : IAccountWatcher
{
    public async Task DeletedAsync(Guid user, Guid? actor, CancellationToken cancellation)
    {
        await blocks.ForgetAsync(user, cancellation);
        await sharing.SetAsync(user, shares: true, cancellation);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await database.Set<RoomOffer>().Where(offer => offer.User == user).ExecuteDeleteAsync(cancellation);
    }

    public Task DisabledAsync(Guid user, Guid? actor, CancellationToken cancellation) => Task.CompletedTask;

    public Task EnabledAsync(Guid user, Guid? actor, CancellationToken cancellation) => Task.CompletedTask;

    public Task RenamedAsync(Guid user, string displayName, CancellationToken cancellation) => Task.CompletedTask;
}
