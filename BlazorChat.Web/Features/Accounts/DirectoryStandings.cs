using BlazorChat.Directories;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Carries over what the directory says of people: standing and names, with all that follows from them. Every step can be repeated.</summary>
internal sealed partial class DirectoryStandings(Users users, ISessions sessions, AccountStanding standing, IEnumerable<IAccountWatcher> watchers, ILogger<DirectoryStandings> logger)
{
    // A look at the directory and a sign-in may meet.
    private readonly UserTurns turns = new();

    /// <summary>What follows from a standing or name was not done to the end: on this host, or on one that led before it.</summary>
    public bool IsUnfinished { get; set; }

    /// <summary>Disabled there, or no longer there.</summary>
    public async Task DisableAsync(IReadOnlyList<Guid> gone, CancellationToken cancellation)
    {
        // Sessions of all first: certificates take a moment each.
        foreach (var user in gone)
        {
            await turns.RunAsync(user, async () =>
            {
                await users.ChangeAsync(user, row => row.DisabledInDirectory = true, cancellation);
                await sessions.EndUserAsync(user, SessionEndReason.AccountDisabled, cancellation);
            }, cancellation);
        }
        foreach (var user in gone)
            await FollowAsync(user, cancellation);
    }

    /// <summary>Does again what follows from the standing and name people have here, in case it was not done to the end.</summary>
    public async Task RepeatAsync(IEnumerable<Guid> known, CancellationToken cancellation)
    {
        IsUnfinished = false; // first: a sign-in meanwhile may leave something
        try
        {
            foreach (var user in known)
                await FollowAsync(user, cancellation);
        }
        catch
        {
            IsUnfinished = true;
            throw;
        }
    }

    /// <summary>There, and not disabled: standing and names and role as the directory has them.</summary>
    public async Task TakeOverAsync(DirectoryUser person, bool groupTookOver, CancellationToken cancellation)
    {
        await EnableAsync(person.Id, cancellation);
        if (await users.ChangeAsync(person.Id, row => Users.TakeOver(row, person, groupTookOver), cancellation) is not null)
            await FollowAsync(person.Id, cancellation);
    }

    /// <summary>If the directory had disabled them. An administrator's own decision here still holds.</summary>
    public Task EnableAsync(Guid user, CancellationToken cancellation) => turns.RunAsync(user, async () =>
    {
        // At every sign-in, and hardly ever so.
        if (await users.FindAsync(user, cancellation) is { DisabledInDirectory: true })
            await standing.InTurnAsync(() => EnableInTurnAsync(user, cancellation), cancellation);
    }, cancellation);

    /// <summary>Renamed at sign-in, which does not fail because of it: the next look does it again.</summary>
    public async Task TryRenamedAsync(Guid user, CancellationToken cancellation)
    {
        try
        {
            await FollowAsync(user, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            IsUnfinished = true;
            LogNotFollowed(logger, e, user);
        }
    }

    private async Task EnableInTurnAsync(Guid user, CancellationToken cancellation)
    {
        if (await users.FindAsync(user, cancellation) is not { DisabledInDirectory: true } row)
            return;
        // Certificates first: who signs in meanwhile must find them released.
        if (!row.Disabled)
        {
            foreach (var watcher in watchers)
                await watcher.EnabledAsync(user, actor: null, cancellation);
        }
        await users.ChangeAsync(user, changed => changed.DisabledInDirectory = false, cancellation);
        LogEnabled(logger, user);
    }

    /// <summary>The certificates of somebody after their standing and name as they are now.</summary>
    private Task FollowAsync(Guid user, CancellationToken cancellation) => turns.RunAsync(user, async () =>
    {
        if (await users.FindAsync(user, cancellation) is not { } row)
            return;
        if (row.DisabledInDirectory)
        {
            if (await standing.FollowShutOutAsync(user, actor: null, cancellation))
                LogDisabled(logger, user);
            return;
        }
        foreach (var watcher in watchers)
            await watcher.RenamedAsync(user, row.DisplayName, cancellation);
    }, cancellation);

    [LoggerMessage(2010, LogLevel.Information, "Account {User} is disabled or gone in the directory.")]
    private static partial void LogDisabled(ILogger logger, Guid user);

    [LoggerMessage(2011, LogLevel.Information, "Account {User} is enabled again in the directory.")]
    private static partial void LogEnabled(ILogger logger, Guid user);

    [LoggerMessage(2012, LogLevel.Error, "The certificates of {User} do not say the new display name yet; the next look at the directory tries again.")]
    private static partial void LogNotFollowed(ILogger logger, Exception exception, Guid user);
}
