namespace BlazorChat.Web.Features.Accounts;

/// <summary>The act of giving one's password again: whoever sits down before a page that an administrator left open does not know it.</summary>
internal sealed class ConfirmPassword(VerifyPassword verify, SessionRegistry sessions)
{
    /// <param name="session">Whose person it must be.</param>
    /// <param name="username">As typed: directories that search by mail know no other name.</param>
    /// <param name="password">As typed.</param>
    /// <param name="address">For the count of failures.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null: it is given.</returns>
    public async Task<SignInOutcome?> TryAsync(ChatSession session, string username, string password, string address, CancellationToken cancellation)
    {
        var (_, refusal) = await verify.TryAsync(username, password, address, session.User, cancellation);
        if (refusal is null)
            sessions.Confirm(session.Id);
        return refusal;
    }
}
