namespace BlazorChat.Directories;

/// <summary>What the directory answers to a username and a password.</summary>
public abstract record SignInResult
{
    private SignInResult() { }

    /// <summary>The password is this person's.</summary>
    public sealed record Accepted(DirectoryUser User) : SignInResult;

    /// <summary>Not let in, and why. Reasons other than <see cref="SignInRefusal.WrongPasswordOrUnknown"/> and
    /// <see cref="SignInRefusal.Unreachable"/> are only ever told to somebody who knew the password,
    /// unless the directory itself tells them to everybody.</summary>
    public sealed record Refused(SignInRefusal Reason) : SignInResult;
}

/// <summary>Why the directory does not let somebody in.</summary>
public enum SignInRefusal
{
    /// <summary>One answer for both, so that nobody learns which usernames exist.</summary>
    WrongPasswordOrUnknown,
    Locked,
    Expired,
    MustChange,
    Disabled,
    NotAllowed,
    Unreachable,
}
