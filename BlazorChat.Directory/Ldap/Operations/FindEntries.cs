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
            LdapCode.Busy or LdapCode.Unavailable => throw new LdapFaultException(LdapFault.Unavailable, DirectoryFinding.Busy),
            LdapCode.NoSuchObject when search.Scope is LdapScope.Base => [],
            LdapCode.NoSuchObject => throw new LdapFaultException(LdapFault.Refused, DirectoryFinding.BaseMissing, search.Base),
            LdapCode.Referral => throw new LdapFaultException(LdapFault.Refused, DirectoryFinding.ReferredElsewhere, search.Base),
            LdapCode.InsufficientAccessRights or LdapCode.StrongerAuthRequired or LdapCode.InappropriateAuthentication =>
                throw new LdapFaultException(LdapFault.Refused, DirectoryFinding.MayNotSearch),
            _ => throw new LdapFaultException(LdapFault.Refused, DirectoryFinding.SearchRefused, answer.Number, answer.Diagnostic),
        };
    }

    /// <summary>The entry of this name with these attributes; null: there is none.</summary>
    public static async Task<LdapEntry?> ReadAsync(this LdapConnection connection, string dn, IReadOnlyList<string> attributes, CancellationToken cancellation)
    {
        var entries = await connection.FindAsync(new LdapSearch(dn, LdapScope.Base, "(objectClass=*)", SizeLimit: 1, attributes), cancellation);
        return entries.Count == 0 ? null : entries[0];
    }
}
