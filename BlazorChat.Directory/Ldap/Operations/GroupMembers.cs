using System.Globalization;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Everybody in a group, directly or through other groups. Active Directory does it in one search; elsewhere the group's
/// members are read, and what is not a person among them is taken for a group in it.</summary>
internal sealed class GroupMembers(LdapSettings settings)
{
    private const int MaxGroups = 500;
    private static readonly string[] NoAttributes = ["1.1"]; // RFC 4511 4.5.1.8

    /// <summary>Folded names of entries, groups among them. Null: there is no such group, or the service account may not see it
    /// (Active Directory: then it is empty).</summary>
    /// <param name="connection">As the service account.</param>
    /// <param name="key">The setting that names the group.</param>
    /// <param name="group">Its name.</param>
    /// <param name="people">Folded names of entries known to be people, not groups.</param>
    /// <param name="cancellation">The deadline.</param>
    public async Task<HashSet<string>?> ReadAsync(LdapConnection connection, string key, string group, IReadOnlySet<string> people, CancellationToken cancellation)
    {
        if (settings.IsActiveDirectory)
        {
            var found = await ReadPages.RunAsync(connection, settings.BaseDn, $"(&{settings.PeopleFilter}({GroupMembership.InChainOf(group)}))", NoAttributes, cancellation);
            return [.. found.Select(entry => LdapDn.Fold(entry.Dn))];
        }
        var members = new HashSet<string>(StringComparer.Ordinal);
        var groups = new Queue<string>([group]);
        for (var i = 0; groups.TryDequeue(out var dn); i++)
        {
            if (i == MaxGroups)
                throw new LdapFaultException(LdapFault.Refused, DirectoryFinding.GroupTooLarge, $"{LdapOptions.Section}:{key}", MaxGroups.ToString(CultureInfo.InvariantCulture));
            var entry = await connection.ReadAsync(dn, [settings.Groups.MemberAttribute], cancellation);
            if (entry is null && i == 0)
                return null;
            foreach (var member in entry?.Texts(settings.Groups.MemberAttribute) ?? [])
            {
                var folded = LdapDn.Fold(member);
                if (members.Add(folded) && !people.Contains(folded))
                    groups.Enqueue(member);
            }
        }
        return members;
    }
}
