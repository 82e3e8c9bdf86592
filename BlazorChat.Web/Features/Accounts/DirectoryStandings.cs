using BlazorChat.Directories;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Carries over what the directory says of people: standing and names, with all that follows from them. Every step can be repeated.</summary>
internal sealed partial class DirectoryStandings(Users users, People people, ISessions sessions, IEnumerable<IAccountWatcher> watchers, ILogger<DirectoryStandings> logger)
{
    /// <summary>Disabled there, or no longer there.</summary>
    public async Task DisableAsync(IReadOnlyList<Guid> gone, CancellationToken cancellation)
    {
        // Sessions of all first: certificates take a moment each.
        foreach (var user in gone)
        {
            await users.ChangeAsync(user, row => row.DisabledInDirectory = true, cancellation);
            await sessions.EndUserAsync(user, SessionEndReason.AccountDisabled, cancellation);
        }
        foreach (var user in gone)
        {
            foreach (var watcher in watchers)
                await watcher.DisabledAsync(user, actor: null, cancellation);
            LogDisabled(logger, user);
        }
    }

    /// <summary>Does again what follows from the standing and name people have here, in case it was not done to the end.</summary>
    public async Task RepeatAsync(IReadOnlyList<User> known, CancellationToken cancellation)
    {
        foreach (var user in known)
        {
            foreach (var watcher in watchers)
                await (user.DisabledInDirectory ? watcher.DisabledAsync(user.Id, actor: null, cancellation) : watcher.RenamedAsync(user.Id, user.DisplayName, cancellation));
        }
    }

    /// <summary>There, and not disabled.</summary>
    public async Task<User?> TakeOverAsync(DirectoryUser person, CancellationToken cancellation)
    {
        var before = people.Current.Find(person.Id);
        if (before is null)
            return null;
        await EnableAsync(person.Id, cancellation);
        var after = await users.ChangeAsync(person.Id, row => Users.TakeOver(row, person), cancellation);
        if (after is not null && after.DisplayName != before.DisplayName)
            await RenamedAsync(after, cancellation);
        return after;
    }

    public async Task RenamedAsync(User user, CancellationToken cancellation)
    {
        foreach (var watcher in watchers)
            await watcher.RenamedAsync(user.Id, user.DisplayName, cancellation);
        LogRenamed(logger, user.Id);
    }

    /// <summary>If the directory had disabled them.</summary>
    public async Task EnableAsync(Guid user, CancellationToken cancellation)
    {
        if (!await users.IsDisabledInDirectoryAsync(user, cancellation))
            return;
        // Certificates first: who signs in meanwhile must find them released. An administrator's own decision here still holds.
        if (!await users.IsDisabledHereAsync(user, cancellation))
        {
            foreach (var watcher in watchers)
                await watcher.EnabledAsync(user, actor: null, cancellation);
        }
        await users.ChangeAsync(user, row => row.DisabledInDirectory = false, cancellation);
        LogEnabled(logger, user);
    }

    [LoggerMessage(2010, LogLevel.Information, "Account {User} is disabled or gone in the directory.")]
    private static partial void LogDisabled(ILogger logger, Guid user);

    [LoggerMessage(2011, LogLevel.Information, "Account {User} is enabled again in the directory.")]
    private static partial void LogEnabled(ILogger logger, Guid user);

    [LoggerMessage(2012, LogLevel.Information, "Account {User} has another display name in the directory.")]
    private static partial void LogRenamed(ILogger logger, Guid user);
}
