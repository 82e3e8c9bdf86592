using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Of many people those in the required group, directly or through other groups. Active Directory does it in the search;
/// elsewhere the group's members are read, and what is not a person among them is taken for a group in it.</summary>
internal sealed class RequiredMembers(LdapSettings settings)
{
    private const int MaxGroups = 500;

    public string Narrow(string filter) => settings is { IsActiveDirectory: true, Groups.Required: { } group }
        ? $"(&{filter}({GroupMembership.InChainOf(group)}))"
        : filter;

    public async Task<IEnumerable<LdapEntry>> KeepAsync(LdapConnection connection, IReadOnlyList<LdapEntry> people, CancellationToken cancellation)
    {
        if (settings.IsActiveDirectory || settings.Groups.Required is not { } required)
            return people;
        var known = people.ToDictionary(entry => LdapDn.Fold(entry.Dn), StringComparer.Ordinal);
        var members = new HashSet<string>(StringComparer.Ordinal);
        var groups = new Queue<string>([required]);
        for (var i = 0; groups.TryDequeue(out var dn); i++)
        {
            if (i == MaxGroups)
                throw new LdapFaultException(LdapFault.Refused, $"Directory:Ldap:Groups:Required holds more than {MaxGroups} groups or unknown entries. Name a smaller group.");
            var group = await connection.ReadAsync(dn, [settings.Groups.MemberAttribute], cancellation);
            if (group is null && i == 0)
                throw new LdapFaultException(LdapFault.Refused, "The group of Directory:Ldap:Groups:Required is not there, or the service account may not see it.");
            foreach (var member in group?.Texts(settings.Groups.MemberAttribute) ?? [])
            {
                var folded = LdapDn.Fold(member);
                if (members.Add(folded) && !known.ContainsKey(folded))
                    groups.Enqueue(member);
            }
        }
        return known.Where(person => members.Contains(person.Key)).Select(person => person.Value);
    }
}
