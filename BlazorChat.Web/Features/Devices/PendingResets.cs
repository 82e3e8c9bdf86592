using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Where resets wait.</summary>
internal sealed class PendingResets(IDbContextFactory<ChatDatabase> databases)
{
    public async Task KeepAsync(Signed<UserEntry> entry, ResetDevices reset, DateTimeOffset at, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await database.TakeTurnAsync($"reset {reset.User:D}", cancellation);
        var rows = database.Set<PendingReset>();
        // The same again keeps its place and its approval: the answer was lost.
        if (await rows.AnyAsync(row => row.UserId == reset.User && row.Hash == entry.Hash.Value, cancellation))
            return;
        await rows.Where(row => row.UserId == reset.User).ExecuteDeleteAsync(cancellation);
        rows.Add(new PendingReset { UserId = reset.User, DeviceId = reset.Device, Hash = entry.Hash.Value, Jws = entry.Jws.Compact, At = at });
        await database.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    public async Task<PendingReset?> FindAsync(Guid user, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<PendingReset>().AsNoTracking().FirstOrDefaultAsync(row => row.UserId == user, cancellation);
    }

    public async Task<IReadOnlyList<PendingReset>> AllAsync(bool approvedOnHostOnly, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<PendingReset>().AsNoTracking()
            .Where(row => !approvedOnHostOnly || row.ApprovedOnHost).OrderBy(row => row.At).ToListAsync(cancellation);
    }

    /// <summary>False: it is no longer the one that waits.</summary>
    public async Task<bool> RemoveAsync(Guid user, string hash, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<PendingReset>().Where(row => row.UserId == user && row.Hash == hash).ExecuteDeleteAsync(cancellation) > 0;
    }

    public async Task RemoveOfAsync(Guid user, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await database.Set<PendingReset>().Where(row => row.UserId == user).ExecuteDeleteAsync(cancellation);
    }

    public async Task<bool> ApproveOnHostAsync(Guid user, string hash, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<PendingReset>().Where(row => row.UserId == user && row.Hash == hash)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ApprovedOnHost, true), cancellation) > 0;
    }
}
