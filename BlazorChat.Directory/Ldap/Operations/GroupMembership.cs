using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Whether an entry is a member of a group, directly or through groups in between. The server compares names, which
/// it may spell otherwise than the settings do.</summary>
internal sealed class GroupMembership(LdapSettings settings)
{
    private const int MaxDepth = 10;
    private const int MaxGroups = 200;
    private const string InChain = "1.2.840.113556.1.4.1941"; // [MS-ADTS] 3.1.1.3.4.4.3, LDAP_MATCHING_RULE_TRANSITIVE_EVAL
    private static readonly string[] NoAttributes = ["1.1"]; // RFC 4511 4.5.1.8

    public async Task<bool> IsMemberAsync(LdapConnection connection, string dn, string group, CancellationToken cancellation)
    {
        if (!settings.IsActiveDirectory)
            return await ClimbAsync(connection, dn, group, cancellation);
        var search = new LdapSearch(dn, LdapScope.Base, $"({InChainOf(group)})", SizeLimit: 1, NoAttributes);
        return (await connection.FindAsync(search, cancellation)).Count == 1;
    }

    /// <summary>The part of a filter that says: in this group, however deep.</summary>
    public static string InChainOf(string group) => $"memberOf:{InChain}:={LdapFilter.Escape(group)}";

    /// <summary>From the entry up: is one of those reached so far a member of the group? If not, which groups are they members of?</summary>
    private async Task<bool> ClimbAsync(LdapConnection connection, string dn, string group, CancellationToken cancellation)
    {
        IReadOnlyList<string> reached = [dn];
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { dn };
        for (var depth = 0; depth < MaxDepth && reached.Count > 0; depth++)
        {
            var members = $"(|{string.Concat(reached.Select(one => $"({settings.Groups.MemberAttribute}={LdapFilter.Escape(one)})"))})";
            if ((await connection.FindAsync(new LdapSearch(group, LdapScope.Base, members, SizeLimit: 1, NoAttributes), cancellation)).Count == 1)
                return true;
            // Groups stand anywhere beside the people, so from the top of the tree that holds the required one.
            var above = await connection.FindAsync(new LdapSearch(Suffix(group), LdapScope.Subtree, members, MaxGroups, NoAttributes), cancellation);
            reached = [.. above.Select(entry => entry.Dn).Where(seen.Add)];
        }
        return false;
    }

    /// <summary>The parts of the domain at the end of a name, or the whole but its first part.</summary>
    private static string Suffix(string dn)
    {
        var parts = LdapDn.Parts(dn);
        var domain = parts.Where(part => part.StartsWith("dc=", StringComparison.OrdinalIgnoreCase)).ToList();
        return string.Join(',', domain.Count > 0 ? domain : parts.Skip(1));
    }
}
