using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Where users keep what only their own devices can read.</summary>
internal sealed class OwnRecords(IDbContextFactory<ChatDatabase> databases, TimeProvider clock)
{
    /// <summary>No device has seen so many versions more than a restored database: nobody can use the numbers up.</summary>
    private const long MaxLeap = 1_000_000;

    public async Task<OwnRecord?> FindAsync(Guid user, OwnRecordKind kind, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<OwnRecord>().AsNoTracking().FirstOrDefaultAsync(record => record.UserId == user && record.Kind == kind, cancellation);
    }

    /// <summary>Puts this in the place of the version before. False: that one is not the newest any more.</summary>
    public async Task<bool> ReplaceAsync(Guid user, OwnRecordKind kind, long n, OwnRecordJwe jwe, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        if (n > 1)
        {
            return await Of(database, user, kind).Where(record => record.N == n - 1).ExecuteUpdateAsync(
                set => set.SetProperty(record => record.N, n).SetProperty(record => record.Jwe, jwe.Json).SetProperty(record => record.At, now), cancellation) > 0;
        }

        database.Add(new OwnRecord { UserId = user, Kind = kind, N = n, Jwe = jwe.Json, At = now });
        try
        {
            await database.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateException) when (!cancellation.IsCancellationRequested)
        {
            if (await Of(database, user, kind).AnyAsync(cancellation))
                return false; // another device was first
            throw;
        }
    }

    /// <summary>Forgets what it says. Its number goes on, to <paramref name="least"/> at least, or devices would take the next one for an old one.</summary>
    public async Task DropAsync(Guid user, OwnRecordKind kind, long least, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var changed = await Of(database, user, kind).Where(record => record.Jwe != null || record.N < least).ExecuteUpdateAsync(
            set => set
                .SetProperty(record => record.N, record => record.N + 1 >= least ? record.N + 1 : record.N + MaxLeap < least ? record.N + MaxLeap : least)
                .SetProperty(record => record.Jwe, (string?)null)
                .SetProperty(record => record.At, now),
            cancellation);
        if (changed > 0 || least <= 1 || await Of(database, user, kind).AnyAsync(cancellation))
            return;
        // A database from before the first version.
        database.Add(new OwnRecord { UserId = user, Kind = kind, N = Math.Min(least, MaxLeap), Jwe = null, At = now });
        await database.SaveChangesAsync(cancellation);
    }

    public async Task RemoveOfAsync(Guid user, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await database.Set<OwnRecord>().Where(record => record.UserId == user).ExecuteDeleteAsync(cancellation);
    }

    private static IQueryable<OwnRecord> Of(ChatDatabase database, Guid user, OwnRecordKind kind) =>
        database.Set<OwnRecord>().Where(record => record.UserId == user && record.Kind == kind);
}
