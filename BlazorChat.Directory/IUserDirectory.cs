namespace BlazorChat.Directories;

/// <summary>
/// Where the people of an installation are kept and their passwords are verified: the embedded one (a table), or an
/// organisation's directory. The directory is the truth about who exists and who is disabled; it knows nothing of chats.
/// Expected refusals are values. To those who sign in or register, a directory that does not answer is one too
/// (<see cref="SignInRefusal.Unreachable"/>); the other acts throw <see cref="DirectoryUnavailableException"/>.
/// Implementations keep their own deadlines and never hang a caller.
/// </summary>
public interface IUserDirectory
{
    /// <summary>What this directory can do and what it asks of names and passwords, to be said before somebody types them.</summary>
    DirectoryRules Rules { get; }

    /// <summary>Verifies a password. An unknown person costs the same time as a wrong password.</summary>
    Task<SignInResult> SignInAsync(string username, string password, CancellationToken cancellation);

    /// <summary>Creates an account, wholly or not at all. Whether this person may (<see cref="DirectoryRules.Registration"/>) is the caller's duty to ask,
    /// except that <see cref="RegistrationMode.Off"/> may hold here too.</summary>
    Task<RegistrationResult> RegisterAsync(NewAccount account, CancellationToken cancellation);

    /// <summary>Gives somebody another password, if they know the old one and the directory's rules allow the new one. Counting attempts
    /// is the caller's duty.</summary>
    Task<PasswordChangeResult> ChangePasswordAsync(Guid user, string oldPassword, string newPassword, CancellationToken cancellation);

    Task<DirectoryUser?> FindAsync(Guid user, CancellationToken cancellation);

    /// <summary>People whose username or display name begins with or contains the text, ignoring case; at most
    /// <paramref name="limit"/>, by username.</summary>
    Task<IReadOnlyList<DirectoryUser>> SearchAsync(string query, int limit, CancellationToken cancellation);

    /// <summary>Disables or enables the account in the directory itself. False: no such person, or this directory is not
    /// ours to write (<see cref="DirectoryRules.CanDisable"/>); idempotent.</summary>
    Task<bool> SetDisabledAsync(Guid user, bool disabled, CancellationToken cancellation);

    /// <summary>Reads everybody, or what changed since a cursor of an earlier reading where the directory can tell.</summary>
    Task<DirectoryReading> ReadAsync(string? since, CancellationToken cancellation);

    /// <summary>Makes these certificates the ones of ours on a user's entry, and leaves what others wrote there alone. Idempotent. Only where
    /// <see cref="DirectoryRules.PublishesCertificates"/>.</summary>
    Task<PublishResult> PublishAsync(CertificatePublication publication, CancellationToken cancellation);
}

/// <summary>What a directory offers and asks.</summary>
/// <param name="Registration">Which new people may create their account through the chat.</param>
/// <param name="CanDisable"><see cref="IUserDirectory.SetDisabledAsync"/> writes.</param>
/// <param name="MinPasswordLength">The shortest password it takes from a new account, or null where only its server knows.</param>
/// <param name="MaxPasswordLength">The longest.</param>
/// <param name="IsShared">Others write to it too, so it has to be read again and again (<see cref="IUserDirectory.ReadAsync"/>).</param>
/// <param name="Origin">Which directory it is, in words that stay the same while its people do: the ids of one directory mean nobody in another.</param>
/// <param name="PublishesCertificates">Entries hold the certificates of their people (<see cref="IUserDirectory.PublishAsync"/>).</param>
public sealed record DirectoryRules(
    RegistrationMode Registration, bool CanDisable, int? MinPasswordLength, int? MaxPasswordLength, bool IsShared = false, bool PublishesCertificates = false, string Origin = DirectoryRules.Embedded)
{
    /// <summary>The origin of people with accounts of the chat's own.</summary>
    public const string Embedded = "Embedded";
}
