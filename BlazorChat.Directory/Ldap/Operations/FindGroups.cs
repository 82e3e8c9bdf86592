using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Groups by name, or one by its id, wherever in the tree: they stand beside the people as often as below.</summary>
internal sealed class FindGroups(DirectoryServers servers, LdapSettings settings, ReadUser read)
{
    private const int MaxQueryLength = 100;
    private const string CommonName = "cn";
    private static readonly string[] Classes = ["groupOfNames", "groupOfUniqueNames", "posixGroup", "groupOfMembers", "groupOfEntries"];

    private string Filter { get; } = settings.IsActiveDirectory ? "(objectCategory=group)" : $"(|{string.Concat(Classes.Select(name => $"(objectClass={name})"))})";

    private string Top { get; } = LdapDn.Root(settings.BaseDn);

    public async Task<IReadOnlyList<DirectoryGroup>> RunAsync(string query, int limit, CancellationToken cancellation)
    {
        var text = query.Trim();
        if (text.Length is 0 or > MaxQueryLength || limit < 1)
            return [];
        var entries = await FindAsync($"(&{Filter}({CommonName}=*{LdapFilter.Escape(text)}*))", limit, cancellation);
        return [.. entries.Select(GroupOf).OfType<DirectoryGroup>().OrderBy(group => group.Name, StringComparer.OrdinalIgnoreCase).Take(limit)];
    }

    /// <summary>Null: there is none.</summary>
    public async Task<(string Dn, string Name)?> OneAsync(Guid group, CancellationToken cancellation)
    {
        var entries = await FindAsync($"(&{Filter}{read.FilterFor(group)})", 1, cancellation);
        return entries is [var entry] && GroupOf(entry) is { } found ? (entry.Dn, found.Name) : null;
    }

    /// <summary>Whether an entry, read with <c>objectClass</c>, is a group. Of Active Directory it is never asked.</summary>
    public static bool IsGroup(LdapEntry entry) => entry.Texts("objectClass").Any(name => Classes.Contains(name, StringComparer.OrdinalIgnoreCase));

    private Task<IReadOnlyList<LdapEntry>> FindAsync(string filter, int limit, CancellationToken cancellation)
    {
        var search = new LdapSearch(Top, LdapScope.Subtree, filter, limit, [settings.Attributes.Id, CommonName]);
        return servers.AskAsync((server, until) => server.Service.UseAsync((connection, token) => connection.FindAsync(search, token), until), cancellation);
    }

    private DirectoryGroup? GroupOf(LdapEntry entry) =>
        read.IdOf(entry) is { } id && ReadUser.Visible(entry.Text(CommonName)) is { } name ? new(id, name) : null;
}
