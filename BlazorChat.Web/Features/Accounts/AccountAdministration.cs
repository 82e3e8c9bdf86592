using BlazorChat.Directories;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Disables and enables. Each step can be repeated, so a call that failed half way is finished by the next.</summary>
internal sealed partial class AccountAdministration(
    IUserDirectory directory, Users users, People people, ISessions sessions, IEnumerable<IAccountWatcher> watchers, ILogger<AccountAdministration> logger)
    : IAccounts
{
    // Two administrators who disable each other at once must not both succeed.
    private readonly SemaphoreSlim gate = new(1);

    public async Task<AccountChange> DisableAsync(Guid user, Guid actor, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            var snapshot = people.Current;
            if (snapshot.Find(user) is not { } person)
                return AccountChange.Unknown;
            if (person.IsAdmin && !snapshot.ByName.Any(other => other.IsAdmin && !other.Disabled && other.Id != user))
                return AccountChange.LastAdministrator;
            await users.ChangeAsync(user, row => row.Disabled = true, cancellation);
        }
        finally
        {
            gate.Release();
        }
        LogDisabled(logger, user, actor);
        await sessions.EndUserAsync(user, SessionEndReason.AccountDisabled, cancellation);
        foreach (var watcher in watchers)
            await watcher.DisabledAsync(user, actor, cancellation);
        // Last: whoever must go is out of the chat even while the directory is away.
        return await WriteAsync(user, disabled: true, cancellation) ? AccountChange.Done : AccountChange.DisabledHereOnly;
    }

    public async Task<AccountChange> EnableAsync(Guid user, Guid actor, CancellationToken cancellation)
    {
        if (people.Current.Find(user) is null)
            return AccountChange.Unknown;
        if (!directory.Rules.CanDisable && await users.FindAsync(user, cancellation) is { DisabledInDirectory: true })
        {
            await users.ChangeAsync(user, row => row.Disabled = false, cancellation);
            return AccountChange.DisabledInDirectory;
        }
        if (!await WriteAsync(user, disabled: false, cancellation))
            return AccountChange.NotEnabled;
        // Certificates before the account: who signs in meanwhile must find them released.
        foreach (var watcher in watchers)
            await watcher.EnabledAsync(user, actor, cancellation);
        await users.ChangeAsync(user, row => (row.Disabled, row.DisabledInDirectory) = (false, false), cancellation);
        LogEnabled(logger, user, actor);
        return AccountChange.Done;
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

    [LoggerMessage(2020, LogLevel.Warning, "Account {User} could not be changed in the directory. {Reason}")]
    private static partial void LogNotWritten(ILogger logger, Guid user, string reason);
}
