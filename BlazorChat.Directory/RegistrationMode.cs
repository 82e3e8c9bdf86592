namespace BlazorChat.Directories;

/// <summary>Who may create an account through the chat.</summary>
public enum RegistrationMode
{
    Off,

    /// <summary>Who has a link that an administrator made for one person.</summary>
    Invitation,

    Open,
}
