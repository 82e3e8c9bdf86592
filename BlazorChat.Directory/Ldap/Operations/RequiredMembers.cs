using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Of many people those in the required group. Active Directory narrows the search itself.</summary>
internal sealed class RequiredMembers(LdapSettings settings, GroupMembers members)
{
    private const string Key = "Groups:Required";

    public string Narrow(string filter) => settings is { IsActiveDirectory: true, Groups.Required: { } group }
        ? $"(&{filter}({GroupMembership.InChainOf(group)}))"
        : filter;

    public async Task<IEnumerable<LdapEntry>> KeepAsync(LdapConnection connection, IReadOnlyList<LdapEntry> people, CancellationToken cancellation)
    {
        if (settings.IsActiveDirectory || settings.Groups.Required is not { } required)
            return people;
        var known = people.ToDictionary(entry => LdapDn.Fold(entry.Dn), StringComparer.Ordinal);
        var inGroup = await members.ReadAsync(connection, Key, required, known.Keys.ToHashSet(StringComparer.Ordinal), cancellation)
            ?? throw new LdapFaultException(LdapFault.Refused, DirectoryFinding.GroupMissing, required);
        return known.Where(person => inGroup.Contains(person.Key)).Select(person => person.Value);
    }
}
