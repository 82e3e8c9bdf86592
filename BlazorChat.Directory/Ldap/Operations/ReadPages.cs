using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>All entries a search finds, page by page, or a fault: never a part that looks like the whole.</summary>
internal static class ReadPages
{
    private const int PageSize = 500; // below the thousand that Active Directory gives
    private const int SearchSeconds = 30;

    public static async Task<IReadOnlyList<LdapEntry>> RunAsync(LdapConnection connection, string baseDn, string filter, IReadOnlyList<string> attributes, CancellationToken cancellation)
    {
        var all = new List<LdapEntry>();
        byte[]? cookie = [];
        do
        {
            var search = new LdapSearch(baseDn, LdapScope.Subtree, filter, SizeLimit: 0, attributes);
            var (answer, entries) = await connection.SearchAsync(search, SearchSeconds, cancellation, PagingControl.Request(PageSize, cookie));
            all.AddRange(entries);
            if (answer.Code is not LdapCode.Success)
                throw Refused(answer);
            cookie = answer.Cookie;
        }
        while (cookie is { Length: > 0 });
        return all;
    }

    private static LdapFaultException Refused(LdapAnswer answer) => answer.Code switch
    {
        LdapCode.Busy or LdapCode.Unavailable => new(LdapFault.Unavailable, "The directory says that it is busy or stopping."),
        LdapCode.SizeLimitExceeded or LdapCode.AdminLimitExceeded => new(LdapFault.Refused,
            "The directory does not give the service account everybody. Raise its size limit (OpenLDAP: limits ... size=unlimited size.prtotal=unlimited)."),
        LdapCode.UnavailableCriticalExtension or LdapCode.UnwillingToPerform => new(LdapFault.Refused,
            $"The directory refuses paged results (RFC 2696; code {(int)answer.Code}: {answer.Diagnostic}). Allow them to the service account."),
        LdapCode.Referral => new(LdapFault.Refused, "The directory does not hold Directory:Ldap:BaseDn and names another server; references are not followed. Name that server in Directory:Ldap:Servers."),
        _ => new(LdapFault.Refused, $"The directory could not be read (code {(int)answer.Code}: {answer.Diagnostic}). Check Directory:Ldap:BaseDn and the rights of the service account."),
    };
}
