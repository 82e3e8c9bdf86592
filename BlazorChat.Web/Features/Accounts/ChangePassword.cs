using BlazorChat.Directories;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>The act of changing one's own password: throttle, directory, and an end to every other session of the person. Guessing the old
/// one here is guessing at sign-in, so both are counted together.</summary>
internal sealed partial class ChangePassword(IUserDirectory directory, SignInThrottle throttle, SessionRegistry sessions, OneTimeLinks links, IPeople people, ILogger<ChangePassword> logger)
{
    public async Task<PasswordOutcome> TryAsync(ChatSession session, string oldPassword, string newPassword, string address)
    {
        var attempt = throttle.Begin(people.Current.ById[session.User].Username, address);
        if (attempt.Wait is { } wait)
            return new PasswordOutcome.Throttled(wait);

        // Begun it is finished, even if the browser goes away: a change whose other sessions live on is worse than none.
        var result = await directory.ChangePasswordAsync(session.User, oldPassword, newPassword, CancellationToken.None);
        switch (result)
        {
            case PasswordChangeResult.WrongOldPassword or PasswordChangeResult.KeptOut:
                break;
            case PasswordChangeResult.Unreachable:
                attempt.Undecided();
                break;
            default:
                attempt.Succeeded();
                break;
        }
        if (result is PasswordChangeResult.Done)
        {
            sessions.Confirm(session.Id);
            await sessions.EndOthersAsync(session.Id, session.User, SessionEndReason.PasswordChanged, CancellationToken.None);
            await links.RemoveOfAsync(session.User, CancellationToken.None); // who knows the password needs no other way in
            LogChanged(logger, session.User);
        }
        return new PasswordOutcome.Answered(result);
    }

    [LoggerMessage(2030, LogLevel.Information, "Account {User} has a new password, set by its owner; its other sessions ended.")]
    private static partial void LogChanged(ILogger logger, Guid user);
}

/// <summary>What became of it.</summary>
internal abstract record PasswordOutcome
{
    private PasswordOutcome() { }

    public sealed record Answered(PasswordChangeResult Result) : PasswordOutcome;

    public sealed record Throttled(TimeSpan Wait) : PasswordOutcome;

    /// <summary>By a link only: it is used, over, replaced or made up, or the account is shut out.</summary>
    public sealed record LinkGone : PasswordOutcome;
}
