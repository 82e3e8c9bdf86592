using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Where sealed recovery pairs are kept.</summary>
internal sealed class RecoveryBlobs(IDbContextFactory<ChatDatabase> databases, TimeProvider clock)
{
    // Enough for browsers that crash between storing and signing; the oldest candidate goes.
    private const int MaxCandidates = 4;

    public async Task<bool> HasAsync(Guid user, Kid sig, Kid enc, CancellationToken cancellation) =>
        await FindAsync(user, sig, cancellation) is { } blob && blob.Enc == enc.Value;

    public async Task<RecoveryBlob?> FindAsync(Guid user, Kid sig, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<RecoveryBlob>().AsNoTracking()
            .FirstOrDefaultAsync(blob => blob.UserId == user && blob.Sig == sig.Value, cancellation);
    }

    /// <summary>Keeps a candidate beside the current one. False: there is another under this key, which stays.</summary>
    public async Task<bool> KeepAsync(Guid user, Kid sig, Kid enc, RecoveryJwe jwe, Kid? current, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await database.TakeTurnAsync($"recovery {user:D}", cancellation);
        var blobs = await database.Set<RecoveryBlob>().Where(blob => blob.UserId == user).OrderByDescending(blob => blob.At).ToListAsync(cancellation);
        if (blobs.Find(blob => blob.Sig == sig.Value) is { } known)
            return known.Jwe == jwe.Compact && known.Enc == enc.Value;

        database.RemoveRange(blobs.Where(blob => blob.Sig != current?.Value).Skip(MaxCandidates - 1));
        database.Add(new RecoveryBlob { UserId = user, Sig = sig.Value, Enc = enc.Value, Jwe = jwe.Compact, At = clock.GetUtcNow() });
        await database.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    public async Task RemoveOfAsync(Guid user, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await database.Set<RecoveryBlob>().Where(blob => blob.UserId == user).ExecuteDeleteAsync(cancellation);
    }
}
