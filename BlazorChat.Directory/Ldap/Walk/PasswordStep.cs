using BlazorChat.Directories.Ldap.Operations;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Walk;

/// <summary>Binds as the person, on a connection of its own: the service account keeps the other.</summary>
internal sealed class PasswordStep(ServerAddress server, LdapSettings settings, ReadUser read)
{
    public async Task<Found> RunAsync(LdapEntry entry, string? password, CancellationToken cancellation)
    {
        // RFC 4513 5.1.2: a bind with a name and no password succeeds, as nobody. It must never be sent.
        if (string.IsNullOrEmpty(password))
            return Found.Skipped(DirectoryFinding.PasswordNotAsked);
        using var connection = await LdapConnection.OpenAsync(server, settings.Trust, cancellation);
        var refusal = BindVerdict.Of(await connection.CallAsync(LdapOperation.Bind(entry.Dn, password, PasswordPolicyControl.Request), cancellation));
        if (refusal is null or SignInRefusal.Locked && read.IsDisabled(entry))
            return Found.Failed(DirectoryFinding.PersonDisabled);
        return refusal switch
        {
            null => Found.Passed(DirectoryFinding.PasswordRight),
            SignInRefusal.Locked => Found.Failed(DirectoryFinding.PersonLocked),
            SignInRefusal.Expired => Found.Failed(DirectoryFinding.PasswordExpired),
            SignInRefusal.MustChange => Found.Failed(DirectoryFinding.PasswordMustChange),
            SignInRefusal.Disabled => Found.Failed(DirectoryFinding.PersonDisabled),
            SignInRefusal.NotAllowed => Found.Failed(DirectoryFinding.PersonNotAllowed),
            _ => Found.Failed(DirectoryFinding.PasswordWrong),
        };
    }
}
