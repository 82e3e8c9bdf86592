namespace BlazorChat.Web.Features.Accounts;

/// <summary>What administrators do with accounts.</summary>
public interface IAccounts
{
    /// <summary>Shuts somebody out: their sessions end, their devices' certificates go on hold (<see cref="IAccountWatcher"/>).
    /// Idempotent, and what a fault leaves undone is repeated within a minute.</summary>
    Task<AccountChange> DisableAsync(Guid user, Guid actor, CancellationToken cancellation);

    /// <summary>What is stored of an account beyond what lists show; null: no such user.</summary>
    Task<AccountDetails?> DescribeAsync(Guid user, CancellationToken cancellation);

    /// <summary>Lets somebody in again.</summary>
    Task<AccountChange> EnableAsync(Guid user, Guid actor, CancellationToken cancellation);

    /// <summary>
    /// Deletes an account of the chat's own for good: sessions end, certificates are revoked, the directory forgets it, nobody finds the person any
    /// more. What others have of their messages stays, under their name; the ledger keeps its rows. Idempotent, in an order that keeps the person
    /// listed until all of it is done, so that deleting again finishes what a crash left undone.
    /// </summary>
    Task<AccountChange> DeleteAsync(Guid user, Guid actor, CancellationToken cancellation);
}

/// <summary>An account as the directory had it when it was last read, and what was decided here.</summary>
/// <param name="Mail">Null: not known.</param>
/// <param name="RoleFromDirectory">The role comes from a group of the directory, and goes with it.</param>
/// <param name="Disabled">By an administrator here.</param>
/// <param name="DisabledInDirectory">Disabled, locked for good, or no longer there, in a directory that others write to too.</param>
/// <param name="CreatedAt">The first sign-in.</param>
/// <param name="LastSignInAt">When a password was last typed.</param>
/// <param name="DeletedAt">Null: it is not.</param>
/// <param name="Directory">The organisation's, by its <see cref="Directories.DirectoryRules.Origin"/>; null: the chat's own.</param>
public sealed record AccountDetails(
    string? Mail, bool RoleFromDirectory, bool Disabled, bool DisabledInDirectory, DateTimeOffset CreatedAt, DateTimeOffset LastSignInAt, DateTimeOffset? DeletedAt, string? Directory);

/// <summary>What became of it.</summary>
public enum AccountChange
{
    Done,
    Unknown,

    /// <summary>The only administrator who is not disabled cannot be shut out: nobody could undo it.</summary>
    LastAdministrator,

    /// <summary>The directory has disabled the account and is not ours to write: it must be enabled there.</summary>
    DisabledInDirectory,

    /// <summary>Shut out of the chat, but the directory could not be told.</summary>
    DisabledHereOnly,

    /// <summary>The directory could not be told, so nothing was changed.</summary>
    NotEnabled,

    /// <summary>The account is the organisation's: it is deleted in its directory.</summary>
    NotOurs,
}

/// <summary>Told when an account is disabled, enabled, renamed or deleted, before the administrator gets the answer. Must be idempotent.</summary>
public interface IAccountWatcher
{
    /// <param name="user">Whose account.</param>
    /// <param name="actor">The administrator; null: the directory, or a repeat.</param>
    /// <param name="cancellation">Gives up; then it is told again.</param>
    Task DisabledAsync(Guid user, Guid? actor, CancellationToken cancellation);

    Task EnabledAsync(Guid user, Guid? actor, CancellationToken cancellation);

    /// <inheritdoc cref="DisabledAsync"/>
    /// <remarks>For good.</remarks>
    Task DeletedAsync(Guid user, Guid? actor, CancellationToken cancellation);

    /// <summary>The directory has this display name now.</summary>
    Task RenamedAsync(Guid user, string displayName, CancellationToken cancellation);
}

/// <summary>What other slices know about devices; the Devices slice answers.</summary>
public interface IDeviceOverview
{
    /// <summary>Whether somebody has an active device, so that a message to them can be encrypted. From memory.</summary>
    bool HasDevice(Guid user);
}
