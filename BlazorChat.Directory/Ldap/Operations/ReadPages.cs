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
                throw Refused(baseDn, answer);
            cookie = answer.Cookie;
        }
        while (cookie is { Length: > 0 });
        return all;
    }

    private static LdapFaultException Refused(string baseDn, LdapAnswer answer) => answer.Code switch
    {
        LdapCode.Busy or LdapCode.Unavailable => new(LdapFault.Unavailable, DirectoryFinding.Busy),
        LdapCode.SizeLimitExceeded or LdapCode.AdminLimitExceeded => new(LdapFault.Refused, DirectoryFinding.PeopleCutOff),
        LdapCode.UnavailableCriticalExtension or LdapCode.UnwillingToPerform => new(LdapFault.Refused, DirectoryFinding.PagesRefused, answer.Number, answer.Diagnostic),
        LdapCode.Referral => new(LdapFault.Refused, DirectoryFinding.ReferredElsewhere, baseDn),
        _ => new(LdapFault.Refused, DirectoryFinding.SearchRefused, answer.Number, answer.Diagnostic),
    };
}
