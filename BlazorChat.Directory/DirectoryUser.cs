namespace BlazorChat.Directories;

/// <summary>A person as the directory knows them.</summary>
/// <param name="Id">The directory's immutable id: it survives renames, moves and changed addresses.</param>
/// <param name="Username">What the person types to sign in.</param>
/// <param name="DisplayName">The name others see, and the CN of the person's certificates.</param>
/// <param name="Mail">An address, where the directory has one.</param>
/// <param name="Disabled">The directory lets this person in no longer, or not now.</param>
/// <param name="IsAdministrator">Whether a group of the directory makes this person an administrator of the chat. Null: it does not say, because no such
/// group is configured or because it was not asked; sign-ins and whole readings ask.</param>
/// <param name="IsAuditor">The same for auditors.</param>
public sealed record DirectoryUser(Guid Id, string Username, string DisplayName, string? Mail, bool Disabled, bool? IsAdministrator = null, bool? IsAuditor = null)
{
    /// <summary>Another text whenever this person's photo may be another. Null: there are no photos, or the directory does not tell.</summary>
    public string? PhotoRevision { get; init; }
}
