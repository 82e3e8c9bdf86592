using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// Keeps the links. One lets exactly one act happen: it is claimed before the act, gone after it, and open again if the act was refused.
/// A host that dies in between leaves it claimed: it opens nothing any more, is listed until it ends, and an administrator makes another.
/// </summary>
internal sealed class OneTimeLinks(IDbContextFactory<ChatDatabase> databases, TimeProvider clock)
{
    /// <summary>Keeps a new link; the token it answers exists nowhere else. One for a password replaces the person's earlier ones.</summary>
    public async Task<(string Token, OneTimeLink Link)> MakeAsync(OneTimeLinkKind kind, TimeSpan lifetime, Guid? user, string? note, Guid? actor, CancellationToken cancellation)
    {
        var (token, now) = (LinkToken.Make(), clock.GetUtcNow());
        var link = new OneTimeLink
        {
            Id = Guid.NewGuid(),
            Hash = LinkToken.Hash(token)!,
            Kind = kind,
            UserId = user,
            Note = note,
            MadeBy = actor,
            MadeAt = now,
            EndsAt = now + lifetime,
        };
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        // Of two links for one person's password, made at once, the later is the one that opens.
        await database.TakeTurnAsync($"links {user:D}", cancellation);
        await database.Set<OneTimeLink>().Where(old => old.EndsAt <= now || (user != null && old.UserId == user)).ExecuteDeleteAsync(cancellation);
        database.Add(link);
        await database.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return (token, link);
    }

    /// <summary>The link, if it would still work.</summary>
    public async Task<OneTimeLink?> FindOpenAsync(string? token, OneTimeLinkKind kind, CancellationToken cancellation)
    {
        if (LinkToken.Hash(token) is not { } hash)
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await Open(database, kind, hash).AsNoTracking().SingleOrDefaultAsync(cancellation);
    }

    /// <summary>Does what the link is for. Null: it is used, over, withdrawn or made up, and nothing was done.</summary>
    /// <param name="token">As it came.</param>
    /// <param name="kind">What it must be for.</param>
    /// <param name="act">Begun it is finished, even if the browser goes away: it takes no cancellation.</param>
    /// <param name="isDone">Whether what came of it uses the link up.</param>
    /// <param name="cancellation">Gives up, before the act.</param>
    public async Task<T?> UseAsync<T>(string? token, OneTimeLinkKind kind, Func<OneTimeLink, Task<T>> act, Func<T, bool> isDone, CancellationToken cancellation) where T : class
    {
        if (await ClaimAsync(token, kind, cancellation) is not { } link)
            return null;
        var done = false;
        try
        {
            var result = await act(link);
            done = isDone(result);
            return result;
        }
        finally
        {
            if (done)
                await RemoveAsync(link.Id, CancellationToken.None);
            else
                await ReleaseAsync(link.Id);
        }
    }

    /// <summary>Every invitation that is not over, the one that ends first in front.</summary>
    public async Task<IReadOnlyList<OneTimeLink>> InvitationsAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<OneTimeLink>().AsNoTracking()
            .Where(link => link.Kind == OneTimeLinkKind.Invitation && link.EndsAt > now).OrderBy(link => link.EndsAt).ToListAsync(cancellation);
    }

    /// <summary>False: it was no longer there.</summary>
    public async Task<bool> RemoveAsync(Guid id, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<OneTimeLink>().Where(link => link.Id == id).ExecuteDeleteAsync(cancellation) > 0;
    }

    /// <summary>Removes the links for somebody's password.</summary>
    public async Task RemoveOfAsync(Guid user, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await database.Set<OneTimeLink>().Where(link => link.UserId == user).ExecuteDeleteAsync(cancellation);
    }

    private async Task<OneTimeLink?> ClaimAsync(string? token, OneTimeLinkKind kind, CancellationToken cancellation)
    {
        if (LinkToken.Hash(token) is not { } hash)
            return null;
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        // The update decides who of two is first.
        if (await Open(database, kind, hash).ExecuteUpdateAsync(set => set.SetProperty(link => link.ClaimedAt, now), cancellation) == 0)
            return null;
        return await database.Set<OneTimeLink>().AsNoTracking().SingleOrDefaultAsync(link => link.Hash == hash, CancellationToken.None);
    }

    private async Task ReleaseAsync(Guid id)
    {
        await using var database = await databases.CreateDbContextAsync();
        await database.Set<OneTimeLink>().Where(link => link.Id == id).ExecuteUpdateAsync(set => set.SetProperty(link => link.ClaimedAt, (DateTimeOffset?)null));
    }

    private IQueryable<OneTimeLink> Open(ChatDatabase database, OneTimeLinkKind kind, string hash)
    {
        var now = clock.GetUtcNow();
        return database.Set<OneTimeLink>().Where(link => link.Hash == hash && link.Kind == kind && link.EndsAt > now && link.ClaimedAt == null);
    }
}
