namespace BlazorChat.Directories;

/// <summary>What became of somebody's wish for another password.</summary>
public abstract record PasswordChangeResult
{
    private PasswordChangeResult() { }

    /// <summary>The new one holds from now on.</summary>
    public sealed record Done : PasswordChangeResult;

    /// <summary>The old one is not this person's; nothing is said of the new one.</summary>
    public sealed record WrongOldPassword : PasswordChangeResult;

    /// <summary>The old one was right, the new one cannot be taken.</summary>
    /// <param name="Problem">Of the field <see cref="AccountField.Password"/>.</param>
    public sealed record Refused(RegistrationProblem Problem) : PasswordChangeResult;

    /// <summary>The directory lets this person do nothing now: locked, disabled, expired.</summary>
    public sealed record KeptOut(SignInRefusal Reason) : PasswordChangeResult;

    /// <summary>People may not change their password in this directory.</summary>
    public sealed record NotOffered : PasswordChangeResult;

    /// <summary>The directory does not answer; which password holds is for its server to say.</summary>
    public sealed record Unreachable : PasswordChangeResult;
}
