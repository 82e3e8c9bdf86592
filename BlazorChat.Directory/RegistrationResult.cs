namespace BlazorChat.Directories;

/// <summary>What somebody types to get an account.</summary>
public sealed record NewAccount(string Username, string DisplayName, string Password)
{
    /// <summary>Never the password.</summary>
    public override string ToString() => nameof(NewAccount);
}

/// <summary>What became of a wish for an account.</summary>
public abstract record RegistrationResult
{
    private RegistrationResult() { }

    /// <summary>The account exists, durably.</summary>
    public sealed record Registered(DirectoryUser User) : RegistrationResult;

    /// <summary>Nothing was created; every field that is wrong is named, each once.</summary>
    public sealed record Refused(IReadOnlyList<RegistrationProblem> Problems) : RegistrationResult;

    /// <summary>This directory takes no new people.</summary>
    public sealed record NotOffered : RegistrationResult;

    /// <summary>The directory answers, but does not let the chat create this; nothing was created, and trying again is no use
    /// before an administrator has read the log.</summary>
    public sealed record NotPossible : RegistrationResult;

    /// <summary>The directory does not answer; nothing was created.</summary>
    public sealed record Unreachable : RegistrationResult;
}

/// <summary>One wrong field.</summary>
/// <param name="Field">Which.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">The directory server's own words where it has some (a password policy, say), in its language.</param>
public sealed record RegistrationProblem(AccountField Field, RegistrationRefusal Reason, string? Detail = null);

public enum AccountField
{
    Username,
    DisplayName,
    Password,
}

/// <summary>Why a field cannot be taken.</summary>
public enum RegistrationRefusal
{
    Missing,
    TooShort,
    TooLong,

    /// <summary>Characters, or a beginning, that the field does not allow.</summary>
    NotAllowedCharacters,

    /// <summary>The username belongs to somebody.</summary>
    Taken,

    /// <summary>A name that mixes alphabets whose letters look alike.</summary>
    MixedAlphabets,

    /// <summary>A name without a single letter or digit.</summary>
    NoLetter,

    /// <summary>A password everybody tries.</summary>
    Common,

    /// <summary>A password that is the username, the display name or the name of the service.</summary>
    TooCloseToName,

    /// <summary>The directory server's own policy says no; its words are in the detail.</summary>
    Policy,
}
