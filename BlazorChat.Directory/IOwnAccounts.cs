namespace BlazorChat.Directories;

/// <summary>What administrators of the chat do with accounts that are the chat's own. Not registered where an organisation's directory
/// keeps them: there this is its own affair.</summary>
public interface IOwnAccounts
{
    /// <summary>Gives somebody another password without the old one; the rules for passwords hold. Who may is the caller's duty.</summary>
    Task<PasswordChangeResult> SetPasswordAsync(Guid user, string newPassword, CancellationToken cancellation);

    /// <summary>Removes the account with its password and names, for ever. Idempotent. Its username is nobody's from then on: usernames are
    /// what people tell each other apart by, and whoever took this one could pose as the person whom others remember.</summary>
    Task DeleteAsync(Guid user, CancellationToken cancellation);
}
