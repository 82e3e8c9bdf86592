using BlazorChat.Directories;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>The act of setting a new password by an administrator's link, for who forgot the old one: throttle, link, account, and an end to
/// every session of the person. Devices' keys and the recovery code stay: without one of them the password opens no message.</summary>
internal sealed partial class NewPasswordByLink(
    OneTimeLinks links, IEnumerable<IOwnAccounts> own, RegistrationThrottle throttle, ISessions sessions, IPeople people, ILogger<NewPasswordByLink> logger)
{
    /// <summary>Whose password the link is for. Null: it would not work.</summary>
    public async Task<Person?> FindAsync(string? token, CancellationToken cancellation) =>
        await links.FindOpenAsync(token, OneTimeLinkKind.Password, cancellation) is { } link && people.Current.Find(link.UserId!.Value) is { Disabled: false } person
            ? person : null;

    public async Task<PasswordOutcome> TryAsync(string? token, string password, string address, CancellationToken cancellation)
    {
        if (throttle.Begin(address) is { } wait)
            return new PasswordOutcome.Throttled(wait);
        if (own.FirstOrDefault() is not { } accounts)
            return new PasswordOutcome.LinkGone();
        var result = await links.UseAsync(token, OneTimeLinkKind.Password, link => SetAsync(accounts, link, password), result => result is PasswordChangeResult.Done, cancellation);
        return result is null or PasswordChangeResult.KeptOut ? new PasswordOutcome.LinkGone() : new PasswordOutcome.Answered(result);
    }

    private async Task<PasswordChangeResult> SetAsync(IOwnAccounts accounts, OneTimeLink link, string password)
    {
        var user = link.UserId!.Value;
        var result = await accounts.SetPasswordAsync(user, password, CancellationToken.None);
        if (result is not PasswordChangeResult.Done)
            return result;
        await sessions.EndUserAsync(user, SessionEndReason.PasswordChanged, CancellationToken.None);
        LogSet(logger, user, link.Id, link.MadeBy);
        return result;
    }

    [LoggerMessage(2044, LogLevel.Information, "Account {User} has a new password, set by link {Link} that {MadeBy} made; its sessions ended.")]
    private static partial void LogSet(ILogger logger, Guid user, Guid link, Guid? madeBy);
}
