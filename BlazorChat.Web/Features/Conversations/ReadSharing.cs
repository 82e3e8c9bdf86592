using System.Collections.Immutable;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// Who tells others how far they have read: everybody but those who switched it off, and they are told of nobody. Kept in memory, written to the
/// database first. What somebody reads while they are not to be noticed is told by nobody, also not later.
/// </summary>
internal sealed class ReadSharing(IDbContextFactory<ChatDatabase> databases, IEnumerable<IDiscretion> discretion)
{
    private readonly IDiscretion[] discretion = [.. discretion];
    private readonly SemaphoreSlim turn = new(1);
    private ImmutableHashSet<Guid> quiet = [];

    public Task LoadAsync(CancellationToken cancellation) => turn.RunAsync(async () =>
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        quiet = [.. await database.Set<QuietReader>().Select(reader => reader.User).ToListAsync(cancellation)];
    }, cancellation);

    /// <summary>As another host has written it.</summary>
    public Task FollowAsync(Guid user, CancellationToken cancellation) => turn.RunAsync(async () =>
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var isQuiet = await database.Set<QuietReader>().AnyAsync(reader => reader.User == user, cancellation);
        quiet = isQuiet ? quiet.Add(user) : quiet.Remove(user);
    }, cancellation);

    /// <summary>Whether this user has it on: tells, and is told.</summary>
    public bool Shares(Guid user) => !quiet.Contains(user);

    /// <summary>Whether what this user reads now is told.</summary>
    public bool TellsNow(Guid user) => Shares(user) && !discretion.Any(known => known.IsUnseen(user));

    public Task SetAsync(Guid user, bool shares, CancellationToken cancellation) => turn.RunAsync(async () =>
    {
        if (Shares(user) == shares)
            return;
        await using var database = await databases.CreateDbContextAsync(cancellation);
        if (shares)
            await database.Set<QuietReader>().Where(reader => reader.User == user).ExecuteDeleteAsync(cancellation);
        else
            await KeepQuietAsync(database, user, cancellation);
        quiet = shares ? quiet.Remove(user) : quiet.Add(user);
    }, cancellation);

    private static async Task KeepQuietAsync(ChatDatabase database, Guid user, CancellationToken cancellation)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await database.TakeTurnAsync($"quiet {user:D}", cancellation);
        if (await database.Set<QuietReader>().AnyAsync(reader => reader.User == user, cancellation))
            return; // another host was told the same
        database.Add(new QuietReader { User = user });
        await database.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
