using BlazorChat.Directories;
using BlazorChat.Web.Features.Accounts.Names;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// Writes the users table, then the people in memory: one after the other, or somebody who signs in while being disabled
/// would be put back into memory as they were read.
/// </summary>
internal sealed class Users(IDbContextFactory<ChatDatabase> databases, People people, IHostChanges changes, TimeProvider clock)
{
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>Takes over what the directory says of somebody whose password was right.</summary>
    public Task<User> SignedInAsync(DirectoryUser person, CancellationToken cancellation) =>
        gate.RunAsync(() => WriteSignedInAsync(person, cancellation), cancellation);

    /// <summary>One user as stored. Null: no such user.</summary>
    public async Task<User?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<User>().AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellation);
    }

    /// <summary>Takes over one user as another host has written it. Null: no such user.</summary>
    public Task<User?> FollowAsync(Guid id, CancellationToken cancellation) => gate.RunAsync(async () =>
    {
        var user = await FindAsync(id, cancellation);
        if (user is not null)
            people.Set(user);
        return user;
    }, cancellation);

    /// <summary>Reads everyone again.</summary>
    public Task FollowAllAsync(CancellationToken cancellation) => gate.RunAsync(async () =>
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await people.LoadAsync(database, cancellation);
        return true;
    }, cancellation);

    /// <summary>Changes one user. Null: no such user.</summary>
    public Task<User?> ChangeAsync(Guid id, Action<User> change, CancellationToken cancellation) =>
        gate.RunAsync(() => WriteChangedAsync(id, change, cancellation), cancellation);

    /// <summary>Changes what somebody calls themselves. Null: what the directory calls them. False: another person is called so, or nearly.</summary>
    public Task<bool> ChooseNameAsync(Guid id, ChosenName? name, CancellationToken cancellation) => changes.InTurnAsync("names", () => gate.RunAsync(async () =>
    {
        // In turn: of two who ask for one name at once the second finds it in use.
        if (name is not null && people.Current.Find(id) is { } person && !people.Names.MayBear(person, name.Keys))
            return false;
        await WriteChangedAsync(id, user => user.ChosenName = name?.Value == user.DisplayName ? null : name?.Value, cancellation);
        return true;
    }, cancellation), cancellation);

    private async Task<User> WriteSignedInAsync(DirectoryUser person, CancellationToken cancellation)
    {
        try
        {
            return await WriteAsync(person, cancellation);
        }
        catch (DbUpdateException)
        {
            return await WriteAsync(person, cancellation); // a first sign-in twice at once: the other one made the row
        }
    }

    private async Task<User?> WriteChangedAsync(Guid id, Action<User> change, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        if (await database.Set<User>().FindAsync([id], cancellation) is not { } user)
            return null;
        change(user);
        await SaveAsync(database, user, cancellation);
        return user;
    }

    private async Task<User> WriteAsync(DirectoryUser person, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var user = await database.Set<User>().FindAsync([person.Id], cancellation);
        if (user is null)
            database.Add(user = new User { Id = person.Id, Username = "", DisplayName = "", CreatedAt = now, LastSignInAt = now });
        // The link's administrator gives way only to somebody of the group who could undo a mistake: not to a disabled one.
        var groupTookOver = await database.Set<User>().AnyAsync(
            other => other.Id != person.Id && other.Role == UserRole.Administrator && other.RoleFromDirectory && !other.Disabled && !other.DisabledInDirectory, cancellation);
        TakeOver(user, person, groupTookOver);
        user.LastSignInAt = now;
        await SaveAsync(database, user, cancellation);
        return user;
    }

    private async Task SaveAsync(ChatDatabase database, User user, CancellationToken cancellation)
    {
        var reverted = await GiveWayAsync(database, user, cancellation);
        await database.SaveChangesAsync(cancellation);
        // First who gives way: nobody ever reads one name twice.
        reverted.ForEach(people.Set);
        people.Set(user);
    }

    /// <summary>Names of the directory go before chosen ones: whoever calls themselves as it now calls somebody is shown by their own name again.</summary>
    private async Task<List<User>> GiveWayAsync(ChatDatabase database, User user, CancellationToken cancellation)
    {
        if (people.Current.Find(user.Id) is { } before && (before.Username, before.DisplayName) == (user.Username, user.DisplayName))
            return [];
        var others = people.Names.ChosenLike(user, people.Current);
        var rows = others.Count == 0 ? [] : await database.Set<User>().Where(row => others.Contains(row.Id)).ToListAsync(cancellation);
        rows.ForEach(row => row.ChosenName = null);
        return rows;
    }

    /// <summary>What the directory says of somebody.</summary>
    public static void TakeOver(User user, DirectoryUser person, bool groupTookOver)
    {
        user.Username = Cut(person.Username, User.MaxUsernameLength);
        user.DisplayName = Cut(person.DisplayName, User.MaxDisplayNameLength);
        user.Mail = person.Mail;
        (user.Role, user.RoleFromDirectory) = RoleFromDirectory.Of(user, person, groupTookOver);
    }

    public static bool Differs(User user, DirectoryUser person, bool groupTookOver) =>
        (user.Role, user.RoleFromDirectory) != RoleFromDirectory.Of(user, person, groupTookOver) || user.Username != Cut(person.Username, User.MaxUsernameLength) || user.DisplayName != Cut(person.DisplayName, User.MaxDisplayNameLength) || user.Mail != person.Mail;

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
