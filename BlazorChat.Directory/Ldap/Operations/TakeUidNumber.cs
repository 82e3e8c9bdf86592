using System.Globalization;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Takes the next number from the entry that counts them: the old value is deleted and the next added in one modification,
/// which only one of two who want the same number can do.</summary>
internal static class TakeUidNumber
{
    private const int MaxTries = 20;
    private const string UidNumber = "uidNumber";

    public static async Task<int> RunAsync(LdapConnection connection, string counterDn, CancellationToken cancellation)
    {
        for (var i = 0; i < MaxTries; i++)
        {
            var counter = await connection.ReadAsync(counterDn, [UidNumber], cancellation);
            if (!int.TryParse(counter?.Text(UidNumber), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw new LdapFaultException(LdapFault.Refused, DirectoryFinding.CounterMissing, counterDn);
            var answer = await connection.CallAsync(LdapOperation.Modify(counterDn,
            [
                new(LdapChangeKind.Delete, new LdapAttribute(UidNumber, number.ToString(CultureInfo.InvariantCulture))),
                new(LdapChangeKind.Add, new LdapAttribute(UidNumber, (number + 1).ToString(CultureInfo.InvariantCulture))),
            ]), cancellation);
            if (answer.Code is LdapCode.Success)
                return number;
            if (answer.Code is not LdapCode.NoSuchAttribute)
                throw new LdapFaultException(LdapFault.Refused, DirectoryFinding.MayNotCount, counterDn, answer.Number, answer.Diagnostic);
        }
        throw new LdapFaultException(LdapFault.Crowded, DirectoryFinding.CounterInUse);
    }
}
