using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>A search as every operation does it: what the server will not do becomes a fault that names the remedy.</summary>
internal static class FindEntries
{
    private const int SearchSeconds = 10; // the server's own limit; ours is the deadline

    /// <summary>At most <see cref="LdapSearch.SizeLimit"/> entries; if there are more, which of them is the server's choice.</summary>
    public static async Task<IReadOnlyList<LdapEntry>> FindAsync(this LdapConnection connection, LdapSearch search, CancellationToken cancellation)
    {
        var (answer, entries) = await connection.SearchAsync(search, SearchSeconds, cancellation);
        return answer.Code switch
        {
            LdapCode.Success or LdapCode.SizeLimitExceeded => entries,
            LdapCode.AdminLimitExceeded when entries.Count > 0 => entries,
            LdapCode.Busy or LdapCode.Unavailable => throw new LdapFaultException(LdapFault.Unavailable, "The directory says that it is busy or stopping."),
            LdapCode.NoSuchObject when search.Scope is LdapScope.Base => [],
            LdapCode.NoSuchObject => throw new LdapFaultException(LdapFault.Refused, $"There is no entry {search.Base}, or the service account may not see it. Check Directory:Ldap:BaseDn."),
            LdapCode.Referral => throw new LdapFaultException(LdapFault.Refused, $"The directory does not hold {search.Base} and names another server; references are not followed. Name that server in Directory:Ldap:Servers."),
            LdapCode.InsufficientAccessRights or LdapCode.StrongerAuthRequired or LdapCode.InappropriateAuthentication =>
                throw new LdapFaultException(LdapFault.Refused, "The service account may not search. Give it the right to read below Directory:Ldap:BaseDn."),
            _ => throw new LdapFaultException(LdapFault.Refused, $"The directory refused a search (code {(int)answer.Code}: {answer.Diagnostic}). Check Directory:Ldap:UserFilter and its limits."),
        };
    }

    /// <summary>The entry of this name with these attributes; null: there is none.</summary>
    public static async Task<LdapEntry?> ReadAsync(this LdapConnection connection, string dn, IReadOnlyList<string> attributes, CancellationToken cancellation)
    {
        var entries = await connection.FindAsync(new LdapSearch(dn, LdapScope.Base, "(objectClass=*)", SizeLimit: 1, attributes), cancellation);
        return entries.Count == 0 ? null : entries[0];
    }
}
