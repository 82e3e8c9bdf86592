using BlazorChat.Directories;
using BlazorChat.Web.Storage.Hosts;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Disables, enables and deletes. Each step can be repeated, so a call that failed half way is finished by the next; what keeps people out is finished
/// without one (<see cref="FinishShutOuts"/>).</summary>
internal sealed partial class AccountAdministration(
    IUserDirectory directory, IEnumerable<IOwnAccounts> own, Users users, People people, ISessions sessions, AccountStanding standing, IEnumerable<IAccountWatcher> watchers, IHostChanges changes, TimeProvider clock, ILogger<AccountAdministration> logger)
    : IAccounts
{
    public async Task<AccountChange> DisableAsync(Guid user, Guid actor, CancellationToken cancellation)
    {
        if (await ShutOutAsync(user, cancellation) is { } refused)
            return refused;
        LogDisabled(logger, user, actor);
        await sessions.EndUserAsync(user, SessionEndReason.AccountDisabled, cancellation);
        if (!await standing.FollowShutOutAsync(user, actor, cancellation))
            return AccountChange.Done; // and enabled again by somebody else
        // Last: whoever must go is out of the chat even while the directory is away. Who was enabled again meanwhile is not disabled there after all.
        return await standing.InTurnAsync(
            async () => await users.FindAsync(user, cancellation) is not { Disabled: true } || await WriteAsync(user, disabled: true, cancellation), cancellation)
            ? AccountChange.Done : AccountChange.DisabledHereOnly;
    }

    public async Task<AccountDetails?> DescribeAsync(Guid user, CancellationToken cancellation) => await users.FindAsync(user, cancellation) is { } row
        ? new AccountDetails(
            row.Mail, row.RoleFromDirectory, row.Disabled, row.DisabledInDirectory, row.CreatedAt, row.LastSignInAt, row.DeletedAt,
            directory.Rules is { Origin: var origin and not DirectoryRules.Embedded } ? origin : null)
        : null;

    public async Task<AccountChange> EnableAsync(Guid user, Guid actor, CancellationToken cancellation)
    {
        if (people.Current.Find(user) is not { Deleted: false })
            return AccountChange.Unknown;
        if (!directory.Rules.CanDisable && await users.FindAsync(user, cancellation) is { DisabledInDirectory: true })
        {
            await users.ChangeAsync(user, row => row.Disabled = false, cancellation);
            return AccountChange.DisabledInDirectory;
        }
        return await standing.InTurnAsync(async () =>
        {
            if (!await WriteAsync(user, disabled: false, cancellation))
                return AccountChange.NotEnabled;
            // Certificates before the account: who signs in meanwhile must find them released.
            foreach (var watcher in watchers)
                await watcher.EnabledAsync(user, actor, cancellation);
            await users.ChangeAsync(user, row => (row.Disabled, row.DisabledInDirectory) = (false, false), cancellation);
            LogEnabled(logger, user, actor);
            return AccountChange.Done;
        }, cancellation);
    }

    public async Task<AccountChange> DeleteAsync(Guid user, Guid actor, CancellationToken cancellation)
    {
        if (own.FirstOrDefault() is not { } accounts)
            return AccountChange.NotOurs;
        if (await ShutOutAsync(user, cancellation) is { } refused)
            return refused;
        await sessions.EndUserAsync(user, SessionEndReason.AccountDeleted, cancellation);
        foreach (var watcher in watchers)
            await watcher.DeletedAsync(user, actor, cancellation);
        await accounts.DeleteAsync(user, cancellation);
        // Last: until here the person is listed, as disabled.
        await users.ChangeAsync(user, Forget, cancellation);
        LogDeleted(logger, user, actor);
        return AccountChange.Done;
    }

    /// <summary>The directory's names stay, for what others have of this person's messages.</summary>
    private void Forget(User user)
    {
        (user.DeletedAt, user.Disabled) = (clock.GetUtcNow(), true);
        (user.Role, user.RoleFromDirectory, user.Mail, user.ChosenName) = (UserRole.Member, false, null, null);
    }

    /// <summary>From now on nobody gets in as this user. Null: done.</summary>
    private Task<AccountChange?> ShutOutAsync(Guid user, CancellationToken cancellation) =>
        // Two administrators who disable each other at once must not both succeed.
        changes.InTurnAsync("administrators", () => ShutOutInTurnAsync(user, cancellation), cancellation);

    private async Task<AccountChange?> ShutOutInTurnAsync(Guid user, CancellationToken cancellation)
    {
        var snapshot = people.Current;
        if (snapshot.Find(user) is not { Deleted: false } person)
            return AccountChange.Unknown;
        if (person.IsAdmin && !snapshot.ByName.Any(other => other.IsAdmin && !other.Disabled && other.Id != user))
            return AccountChange.LastAdministrator;
        await users.ChangeAsync(user, row => row.Disabled = true, cancellation);
        return null;
    }

    /// <summary>Writes to the directory, where that is ours to do. False: it did not take it.</summary>
    private async Task<bool> WriteAsync(Guid user, bool disabled, CancellationToken cancellation)
    {
        if (!directory.Rules.CanDisable)
            return true;
        try
        {
            await directory.SetDisabledAsync(user, disabled, cancellation);
            return true;
        }
        catch (DirectoryUnavailableException e)
        {
            LogNotWritten(logger, user, e.Message);
            return false;
        }
    }

    [LoggerMessage(2003, LogLevel.Information, "Account {User} was disabled by {Actor}.")]
    private static partial void LogDisabled(ILogger logger, Guid user, Guid actor);

    [LoggerMessage(2004, LogLevel.Information, "Account {User} was enabled by {Actor}.")]
    private static partial void LogEnabled(ILogger logger, Guid user, Guid actor);

    [LoggerMessage(2050, LogLevel.Information, "Account {User} was deleted by {Actor}.")]
    private static partial void LogDeleted(ILogger logger, Guid user, Guid actor);

    [LoggerMessage(2020, LogLevel.Warning, "Account {User} could not be changed in the directory. {Reason}")]
    private static partial void LogNotWritten(ILogger logger, Guid user, string reason);
}
