using BlazorChat.Directories;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// Whether a password is right, wherever it is asked for: throttle, then directory. Guesses are counted together, whatever form they come from.
/// </summary>
internal sealed class VerifyPassword(IUserDirectory directory, SignInThrottle throttle)
{
    /// <param name="username">As typed.</param>
    /// <param name="password">As typed.</param>
    /// <param name="address">For the count of failures.</param>
    /// <param name="whose">Whose it must be; somebody else's, right as it is, is wrong, and not told from it. Null: anybody's.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whose it is, or why nobody is let in.</returns>
    public async Task<(DirectoryUser? Person, SignInOutcome? Refusal)> TryAsync(string username, string password, string address, Guid? whose, CancellationToken cancellation)
    {
        var attempt = throttle.Begin(username, address);
        if (attempt.Wait is { } wait)
            return (null, new SignInOutcome.Throttled(wait));
        switch (await directory.SignInAsync(username, password, cancellation))
        {
            case SignInResult.Accepted(var person) when whose is null || person.Id == whose:
                attempt.Succeeded();
                return (person, null);
            case SignInResult.Accepted or SignInResult.Refused(SignInRefusal.WrongPasswordOrUnknown):
                return (null, new SignInOutcome.Wrong());
            case SignInResult.Refused(SignInRefusal.Unreachable):
                attempt.Undecided();
                return (null, new SignInOutcome.Unreachable());
            case SignInResult.Refused(var reason):
                return (null, new SignInOutcome.Blocked(BlockReason.Of(reason)));
            default:
                throw new InvalidOperationException("The directory gave an answer that is none.");
        }
    }
}
