using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Walk;

/// <summary>Binds as the service account.</summary>
internal static class AccountStep
{
    public static async Task<Found> RunAsync(LdapConnection connection, ServiceAccount account, CancellationToken cancellation)
    {
        if (account.Dn is not { } dn)
            return Found.Passed(DirectoryFinding.AccountAnonymous);
        var password = await account.ReadPasswordAsync(cancellation);
        // RFC 4513 5.1.2: without a password it would be let in, as nobody.
        if (password.Length == 0)
            return Found.Failed(DirectoryFinding.AccountWithoutPassword);
        var answer = await connection.CallAsync(LdapOperation.Bind(dn, password), cancellation);
        return answer.Code switch
        {
            LdapCode.Success => Found.Passed(DirectoryFinding.AccountIn, dn),
            LdapCode.ConfidentialityRequired or LdapCode.StrongerAuthRequired => Found.Failed(DirectoryFinding.NeedsTls),
            LdapCode.Busy or LdapCode.Unavailable => throw new LdapFaultException(LdapFault.Unavailable, DirectoryFinding.Busy),
            _ => Found.Refused(DirectoryFinding.AccountNotLetIn, answer, dn),
        };
    }
}
