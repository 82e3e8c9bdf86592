namespace BlazorChat.Directories.Embedded;

/// <summary>
/// A username: 2 to 32 of a-z, 0-9 and <c>. _ -</c>, beginning with a letter. ASCII alone, so that no two usernames look alike;
/// capitals are taken as their small letters, so that they are unique whatever the case.
/// </summary>
internal static class UsernameRules
{
    public const int MinLength = 2;
    public const int MaxLength = 32;

    /// <summary>The username as it is stored and compared, or why it cannot be one.</summary>
    public static (string? Username, RegistrationRefusal? Refusal) Parse(string? typed)
    {
        var text = typed?.Trim() ?? "";
        if (text.Length == 0)
            return (null, RegistrationRefusal.Missing);
        if (text.Length > MaxLength)
            return (null, RegistrationRefusal.TooLong);
        if (text.Length < MinLength)
            return (null, RegistrationRefusal.TooShort);
        if (!char.IsAsciiLetter(text[0]) || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            return (null, RegistrationRefusal.NotAllowedCharacters);
        return (text.ToLowerInvariant(), null);
    }
}
