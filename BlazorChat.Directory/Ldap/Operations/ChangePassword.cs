using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>
/// Exchanges somebody's password as that person, never as the service account: so the server's whole policy applies (history,
/// minimum age, length), the right to do it is the person's own, and the service account needs none.
/// </summary>
internal sealed partial class ChangePassword(DirectoryServers servers, LdapSettings settings, FindUser find, ReadUser read, ILogger<ChangePassword> logger)
{
    public async Task<PasswordChangeResult> RunAsync(Guid user, string oldPassword, string newPassword, CancellationToken cancellation)
    {
        // RFC 4513 5.1.2: a bind without a password succeeds, as nobody. It must never be sent.
        if (!SignIn.IsPassword(oldPassword))
            return new PasswordChangeResult.WrongOldPassword();
        try
        {
            if (await find.EntryAsync(user, cancellation) is not { } entry)
                return new PasswordChangeResult.WrongOldPassword();
            return await servers.WriteAsPersonAsync((connection, token) => ExchangeAsync(connection, entry, oldPassword, newPassword, token), cancellation);
        }
        catch (LdapFaultException e)
        {
            LogUnreachable(logger, e.Message);
            return new PasswordChangeResult.Unreachable();
        }
    }

    private async Task<PasswordChangeResult> ExchangeAsync(LdapConnection connection, LdapEntry entry, string oldPassword, string newPassword, CancellationToken cancellation)
    {
        var bound = await connection.CallAsync(LdapOperation.Bind(entry.Dn, oldPassword, PasswordPolicyControl.Request), cancellation);
        var refusal = BindVerdict.Of(bound);
        if (refusal is SignInRefusal.WrongPasswordOrUnknown)
            return new PasswordChangeResult.WrongOldPassword();
        // OpenLDAP lets somebody who must change it in, for this one thing.
        if (refusal is { } reason && !(bound.Code is LdapCode.Success && reason is SignInRefusal.MustChange))
            return new PasswordChangeResult.KeptOut(reason is SignInRefusal.Locked && read.IsDisabled(entry) ? SignInRefusal.Disabled : reason);
        // Not before: what the rules are is told to those who know the old one.
        if (Register.RefusePassword(newPassword) is { } wrong)
            return Refused(new RegistrationProblem(AccountField.Password, wrong));

        var answer = settings.IsActiveDirectory
            ? await connection.CallAsync(LdapOperation.Modify(entry.Dn, Exchange(oldPassword, newPassword)), cancellation)
            : await SetPassword.RunAsync(connection, entry.Dn, newPassword, cancellation, oldPassword);
        if (answer.Code is LdapCode.Success)
            return new PasswordChangeResult.Done();
        if (answer.Code is LdapCode.InsufficientAccessRights || answer.Policy is PasswordPolicyError.PasswordModNotAllowed)
            return new PasswordChangeResult.NotOffered();
        return PolicyRefusal.Of(answer, settings.IsActiveDirectory) is { } problem ? Refused(problem) : throw NotChanged(answer);
    }

    /// <summary>[MS-ADTS] 3.1.1.3.1.5: the old one taken away and the new one added in one request is a change; a replacement would
    /// be a reset, for which only administrators have the right.</summary>
    private static LdapChange[] Exchange(string oldPassword, string newPassword) =>
    [
        new(LdapChangeKind.Delete, new LdapAttribute(NewEntry.UnicodePassword, [NewEntry.Quoted(oldPassword)])),
        new(LdapChangeKind.Add, new LdapAttribute(NewEntry.UnicodePassword, [NewEntry.Quoted(newPassword)])),
    ];

    private static PasswordChangeResult.Refused Refused(RegistrationProblem problem) => new(problem);

    // Without the server's own words: some repeat what they were sent.
    private static LdapFaultException NotChanged(LdapAnswer answer) => new(LdapFault.Refused, DirectoryFinding.PasswordNotChanged, answer.Number);

    [LoggerMessage(9012, LogLevel.Warning, "Somebody could not change their password because the directory could not be used. {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string reason);
}
