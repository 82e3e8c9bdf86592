using BlazorChat.Directories;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Makes and withdraws the links of administrators; each act is in the log with its actor.</summary>
internal sealed partial class AccountLinks(OneTimeLinks links, IUserDirectory directory, IEnumerable<IOwnAccounts> own, IPeople people, ILogger<AccountLinks> logger) : IAccountLinks
{
    /// <summary>Long enough to be told on the telephone and used at home, short for a key to an account.</summary>
    private static readonly TimeSpan PasswordLinkLifetime = TimeSpan.FromDays(1);

    public bool AreInvitationsNeeded => directory.Rules.Registration is RegistrationMode.Invitation;

    public bool CanHelpWithPasswords => own.Any();

    public async Task<string> InviteAsync(string note, TimeSpan lifetime, Guid actor, CancellationToken cancellation)
    {
        if (!IAccountLinks.Lifetimes.Contains(lifetime))
            throw new ArgumentOutOfRangeException(nameof(lifetime), lifetime, "Not one of IAccountLinks.Lifetimes.");
        var text = note.Trim();
        text = text.Length <= OneTimeLink.MaxNoteLength ? text : text[..OneTimeLink.MaxNoteLength];
        var (token, link) = await links.MakeAsync(OneTimeLinkKind.Invitation, lifetime, user: null, text, actor, cancellation);
        LogInvited(logger, link.Id, actor, link.EndsAt);
        return $"/register?invitation={token}";
    }

    public async Task<IReadOnlyList<OpenInvitation>> InvitationsAsync(CancellationToken cancellation) =>
        [.. (await links.InvitationsAsync(cancellation)).Select(link => new OpenInvitation(link.Id, link.Note ?? "", link.MadeBy, link.EndsAt, link.ClaimedAt is not null))];

    public async Task<bool> WithdrawAsync(Guid invitation, Guid actor, CancellationToken cancellation)
    {
        if (!await links.RemoveAsync(invitation, cancellation))
            return false;
        LogWithdrawn(logger, invitation, actor);
        return true;
    }

    public async Task<string?> MakePasswordLinkAsync(Guid user, Guid actor, CancellationToken cancellation)
    {
        if (!CanHelpWithPasswords || people.Current.Find(user) is not { Disabled: false })
            return null;
        return await MakeForPasswordAsync(user, actor, cancellation);
    }

    /// <summary>The same for the command on the host (no actor), which has asked the database who there is.</summary>
    public async Task<string> MakeForPasswordAsync(Guid user, Guid? actor, CancellationToken cancellation)
    {
        var (token, link) = await links.MakeAsync(OneTimeLinkKind.Password, PasswordLinkLifetime, user, note: null, actor, cancellation);
        LogPasswordLink(logger, link.Id, user, actor);
        return $"/new-password?link={token}";
    }

    [LoggerMessage(2040, LogLevel.Information, "Invitation {Link} was made by {Actor}; it ends {EndsAt}.")]
    private static partial void LogInvited(ILogger logger, Guid link, Guid actor, DateTimeOffset endsAt);

    [LoggerMessage(2041, LogLevel.Information, "Invitation {Link} was withdrawn by {Actor}.")]
    private static partial void LogWithdrawn(ILogger logger, Guid link, Guid actor);

    [LoggerMessage(2043, LogLevel.Information, "Link {Link} for a new password of account {User} was made by {Actor}.")]
    private static partial void LogPasswordLink(ILogger logger, Guid link, Guid user, Guid? actor);
}
