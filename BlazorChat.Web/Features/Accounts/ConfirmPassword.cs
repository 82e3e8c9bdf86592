using BlazorChat.Directories;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// The act of giving one's password again: whoever sits down before a page that an administrator left open does not know it. Guessing here is
/// guessing at sign-in, so both are counted together.
/// </summary>
internal sealed class ConfirmPassword(IUserDirectory directory, SignInThrottle throttle, SessionRegistry sessions)
{
    /// <param name="session">Whose person it must be.</param>
    /// <param name="username">As typed: directories that search by mail know no other name.</param>
    /// <param name="password">As typed.</param>
    /// <param name="address">For the count of failures.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ConfirmOutcome> TryAsync(ChatSession session, string username, string password, string address, CancellationToken cancellation)
    {
        var attempt = throttle.Begin(username, address);
        if (attempt.Wait is { } wait)
            return new ConfirmOutcome.Throttled(wait);
        switch (await directory.SignInAsync(username, password, cancellation))
        {
            case SignInResult.Accepted(var person) when person.Id == session.User:
                attempt.Succeeded();
                sessions.Confirm(session.Id);
                return new ConfirmOutcome.Confirmed();
            case SignInResult.Accepted or SignInResult.Refused(SignInRefusal.WrongPasswordOrUnknown):
                // Somebody else's password, right as it is, confirms nothing, and whether it was right is not told.
                return new ConfirmOutcome.Wrong();
            case SignInResult.Refused(SignInRefusal.Unreachable):
                attempt.Undecided();
                return new ConfirmOutcome.Unreachable();
            case SignInResult.Refused(var reason):
                return new ConfirmOutcome.Blocked(BlockReason.Of(reason));
            default:
                throw new InvalidOperationException("The directory gave an answer that is none.");
        }
    }
}

/// <summary>What became of it.</summary>
internal abstract record ConfirmOutcome
{
    private ConfirmOutcome() { }

    public sealed record Confirmed : ConfirmOutcome;

    public sealed record Wrong : ConfirmOutcome;

    public sealed record Throttled(TimeSpan Wait) : ConfirmOutcome;

    public sealed record Unreachable : ConfirmOutcome;

    /// <param name="Reason">A word of <see cref="BlockReason"/>.</param>
    public sealed record Blocked(string Reason) : ConfirmOutcome;
}
