using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>
/// The people of a group, through other groups too. Active Directory finds them in one search; elsewhere each entry that a group names is read, as
/// whole names (<c>member</c>, <c>uniqueMember</c>), and people by username (<c>memberUid</c>).
/// </summary>
internal sealed class FindGroupPeople(DirectoryServers servers, LdapSettings settings, ReadUser read, FindGroups groups)
{
    private const int MaxGroups = 50;
    private const int NamesAtOnce = 50;
    private const string UniqueMember = "uniqueMember";
    private const string MemberUid = "memberUid";

    /// <summary>Null: there is no such group.</summary>
    public async Task<DirectoryGroupPeople?> RunAsync(Guid group, int limit, CancellationToken cancellation)
    {
        if (await groups.OneAsync(group, cancellation) is not var (dn, name))
            return null;
        var (people, more) = await servers.AskAsync(
            (server, until) => server.Service.UseAsync((connection, token) => settings.IsActiveDirectory ? InChainAsync(connection, dn, token) : WalkAsync(connection, dn, limit, token), until),
            cancellation);
        return new(name, [.. people.Take(limit)], more || people.Count > limit);
    }

    private async Task<(HashSet<Guid> People, bool More)> InChainAsync(LdapConnection connection, string dn, CancellationToken cancellation)
    {
        var filter = $"(&{settings.PeopleFilter}({GroupMembership.InChainOf(dn)}))";
        var entries = await ReadPages.RunAsync(connection, settings.BaseDn, filter, [settings.Attributes.Id], cancellation);
        return ([.. entries.Select(read.IdOf).OfType<Guid>()], false);
    }

    private async Task<(HashSet<Guid> People, bool More)> WalkAsync(LdapConnection connection, string dn, int limit, CancellationToken cancellation)
    {
        var (people, usernames) = (new HashSet<Guid>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        var (seen, waiting) = (new HashSet<string>(StringComparer.Ordinal) { LdapDn.Fold(dn) }, new Queue<string>([dn]));
        string[] attributes = ["objectClass", settings.Attributes.Id, settings.Attributes.Username, settings.Groups.MemberAttribute, UniqueMember, MemberUid];
        for (int looked = 0, walked = 0; waiting.TryDequeue(out var next); looked++)
        {
            if (looked > limit + MaxGroups)
                return (people, true);
            if (await connection.ReadAsync(next, attributes, cancellation) is not { } entry)
                continue;
            if (!FindGroups.IsGroup(entry))
                Add(people, entry);
            else if (++walked > MaxGroups)
                return (people, true);
            else
            {
                usernames.UnionWith(entry.Texts(MemberUid));
                foreach (var member in MembersOf(entry).Where(member => seen.Add(LdapDn.Fold(member))))
                    waiting.Enqueue(member);
            }
        }
        foreach (var names in usernames.Take(limit).Chunk(NamesAtOnce))
        {
            foreach (var entry in await connection.FindAsync(ByUsername(names), cancellation))
                Add(people, entry);
        }
        return (people, usernames.Count > limit);
    }

    private void Add(HashSet<Guid> people, LdapEntry entry)
    {
        if (read.IdOf(entry) is { } id && entry.Text(settings.Attributes.Username) is not null)
            people.Add(id);
    }

    private LdapSearch ByUsername(string[] names) => new(
        settings.BaseDn, LdapScope.Subtree,
        $"(&{settings.PeopleFilter}(|{string.Concat(names.Select(name => $"({settings.Attributes.Username}={LdapFilter.Escape(name)})"))}))",
        names.Length * 2, [settings.Attributes.Id, settings.Attributes.Username]);

    // RFC 4517 3.3.21: a unique member may have #'…'B after its name.
    private IEnumerable<string> MembersOf(LdapEntry entry) =>
        entry.Texts(settings.Groups.MemberAttribute).Concat(entry.Texts(UniqueMember).Select(member => member.EndsWith("'B", StringComparison.Ordinal) ? member[..member.LastIndexOf('#')] : member))
            .Where(LdapDn.IsPlausible);
}
