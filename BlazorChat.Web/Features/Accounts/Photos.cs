using BlazorChat.Directories;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// Keeps people's photos as the directory has them. A photo is fetched when its owner signs in and when their entry is another than the one it was
/// fetched from, never with the look at everybody. What fails here fails nothing else: the next look finds it again. Who is shut out is not shown.
/// </summary>
internal sealed partial class Photos(
    IEnumerable<IDirectoryPhotos> directories, IDbContextFactory<ChatDatabase> databases, Users users, TimeProvider clock, ILogger<Photos> logger) : IAccountWatcher
{
    private static readonly TimeSpan SignInLimit = TimeSpan.FromSeconds(1);

    /// <summary>Of each look: a first one of 10,000 photos takes a few looks, and disabled accounts are not found late because of it.</summary>
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(10);

    private readonly IDirectoryPhotos? directory = directories.SingleOrDefault();
    private readonly UserTurns turns = new();

    /// <summary>Whether there are any. The embedded directory has none.</summary>
    public bool AreShown => directory is not null;

    /// <summary>At a sign-in, which takes at most a second longer for it and never fails.</summary>
    public async Task TrySignedInAsync(User user, DirectoryUser person, CancellationToken cancellation)
    {
        if (!IsDue(user, person))
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(SignInLimit);
        try
        {
            await FetchAsync(person, limit.Token);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogNotFetched(logger, e, user.Id);
        }
    }

    /// <summary>After a look at the directory.</summary>
    /// <param name="found">People with an account here and their entries now.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task LookAsync(IEnumerable<(User User, DirectoryUser Person)> found, CancellationToken cancellation)
    {
        var begun = clock.GetTimestamp();
        foreach (var (user, person) in found)
        {
            if (person.PhotoRevision is null || !IsDue(user, person))
                continue;
            if (clock.GetElapsedTime(begun) > LookLimit)
                return;
            try
            {
                await FetchAsync(person, cancellation);
            }
            catch (DirectoryUnavailableException e)
            {
                LogNotFetched(logger, e, user.Id);
                return;
            }
        }
    }

    /// <summary>Once, at start, before people are read: what is stored is not kept where photos are off.</summary>
    public async Task OpenAsync(DbContext database, CancellationToken cancellation)
    {
        if (AreShown)
            return;
        await database.Set<UserPhoto>().ExecuteDeleteAsync(cancellation);
        await database.Set<User>().Where(user => user.PhotoRevision != null)
            .ExecuteUpdateAsync(user => user.SetProperty(row => row.Photo, (string?)null).SetProperty(row => row.PhotoRevision, (string?)null), cancellation);
    }

    public Task DisabledAsync(Guid user, Guid? actor, CancellationToken cancellation) =>
        AreShown ? turns.RunAsync(user, () => KeepAsync(user, photo: null, revision: null, cancellation), cancellation) : Task.CompletedTask;

    /// <summary>The next look brings it back.</summary>
    public Task EnabledAsync(Guid user, Guid? actor, CancellationToken cancellation) => Task.CompletedTask;

    public Task DeletedAsync(Guid user, Guid? actor, CancellationToken cancellation) => DisabledAsync(user, actor, cancellation);

    public Task RenamedAsync(Guid user, string displayName, CancellationToken cancellation) => Task.CompletedTask;

    private bool IsDue(User user, DirectoryUser person) =>
        AreShown && !user.Disabled && !person.Disabled && (person.PhotoRevision is null || person.PhotoRevision != user.PhotoRevision);

    private Task FetchAsync(DirectoryUser person, CancellationToken cancellation) => turns.RunAsync(person.Id, async () =>
    {
        // The revision was read before the photo: if the entry changes in between, the next look sees another one.
        var photo = await directory!.FindAsync(person.Id, cancellation);
        await KeepAsync(person.Id, photo, person.PhotoRevision, cancellation);
    }, cancellation);

    /// <summary>The picture first, then its name in the row, then the older ones go: whoever is told a name finds a picture.</summary>
    private async Task KeepAsync(Guid user, DirectoryPhoto? photo, string? revision, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var stored = database.Set<UserPhoto>().Where(one => one.User == user);
        var hash = photo?.Hash;
        if (photo is not null && !await stored.AnyAsync(one => one.Hash == hash, cancellation))
        {
            database.Add(new UserPhoto { User = user, Hash = photo.Hash, MediaType = photo.MediaType, Content = photo.Content });
            await database.SaveChangesAsync(cancellation);
        }
        await users.ChangeAsync(user, row => (row.Photo, row.PhotoRevision) = (hash, revision), cancellation);
        await stored.Where(one => one.Hash != hash).ExecuteDeleteAsync(cancellation);
    }

    [LoggerMessage(2013, LogLevel.Warning, "The photo of {User} could not be fetched; a later look at the directory tries again.")]
    private static partial void LogNotFetched(ILogger logger, Exception exception, Guid user);
}
