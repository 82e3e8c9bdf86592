using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Reads user chains from the database and appends to them, each entry with all it changes in one transaction.</summary>
internal sealed class UserChainStore(IDbContextFactory<ChatDatabase> databases, IEnumerable<IRecipientsChanged> hooks)
{
    public async Task<IReadOnlyList<UserChainEntry>> EntriesAsync(Guid user, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<UserChainEntry>().AsNoTracking()
            .Where(entry => entry.UserId == user).OrderBy(entry => entry.N).ToListAsync(cancellation);
    }

    /// <summary>Of several users, each in order.</summary>
    public async Task<ILookup<Guid, UserChainEntry>> EntriesOfAsync(IReadOnlyCollection<Guid> users, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var entries = await database.Set<UserChainEntry>().AsNoTracking()
            .Where(entry => users.Contains(entry.UserId)).OrderBy(entry => entry.UserId).ThenBy(entry => entry.N).ToListAsync(cancellation);
        return entries.ToLookup(entry => entry.UserId);
    }

    /// <summary>Replays what is stored. Signatures were verified before it was; a rule broken now is damage, not a refusal.</summary>
    public async Task<UserChainState> ReplayAsync(Guid user, CancellationToken cancellation)
    {
        var chain = UserChainState.Empty(user);
        foreach (var row in await EntriesAsync(user, cancellation))
        {
            if (!UserEntry.TryParse(row.Jws, out var entry, out var refusal)
                || chain.Apply(entry.Payload, entry.Jws.Kid, entry.Hash, row.At) is not { Next: { } next })
                throw new InvalidDataException($"Entry {row.N} of the user chain of {user} is damaged in the database. Restore a backup.");
            chain = next;
        }

        return chain;
    }

    /// <summary>Whether exactly this entry is already at its place: the answer to it was lost.</summary>
    public async Task<bool> HasAsync(Signed<UserEntry> entry, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<UserChainEntry>().AnyAsync(
            row => row.UserId == entry.Payload.User && row.N == entry.Payload.N && row.Hash == entry.Hash.Value, cancellation);
    }

    /// <summary>Appends durably, or throws <see cref="DbUpdateException"/> if somebody was faster.</summary>
    public async Task AppendAsync(Signed<UserEntry> entry, UserChainState next, DateTimeOffset at, CancellationToken cancellation)
    {
        var user = next.User;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        database.Add(new UserChainEntry { UserId = user, N = next.N, Hash = entry.Hash.Value, Jws = entry.Jws.Compact, At = at });
        foreach (var pair in next.Pairs.Where(pair => pair.Added.N == next.N))
            database.Add(new DeviceKeys { UserId = user, Device = pair.DeviceName, Sig = pair.Sig.Value, Enc = pair.Enc.Value, AddedAt = at });
        await database.SaveChangesAsync(cancellation);

        var removed = next.Pairs.Where(pair => pair.Removed?.N == next.N).Select(pair => pair.Sig.Value).ToList();
        if (removed.Count > 0)
            await database.Set<DeviceKeys>().Where(keys => removed.Contains(keys.Sig))
                .ExecuteUpdateAsync(set => set.SetProperty(keys => keys.RemovedAt, at), cancellation);
        if (entry.Payload is RecoveryKey recovery)
            await database.Set<RecoveryBlob>().Where(blob => blob.UserId == user && blob.Sig != recovery.Sig.Value).ExecuteDeleteAsync(cancellation);
        // Whatever was waiting to follow the old head can follow no longer.
        await database.Set<PendingReset>().Where(reset => reset.UserId == user).ExecuteDeleteAsync(cancellation);
        foreach (var hook in hooks)
            await hook.RaiseAsync(database, [user], cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
