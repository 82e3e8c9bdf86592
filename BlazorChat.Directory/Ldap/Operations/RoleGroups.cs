using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Who administers and who audits the chat, by the groups of the settings. A group that is not there has no members: a role
/// is only ever given by an entry that says so.</summary>
internal sealed class RoleGroups(LdapSettings settings, GroupMembership membership, GroupMembers members)
{
    /// <summary>One person with their roles.</summary>
    public async Task<DirectoryUser> OfAsync(LdapConnection connection, LdapEntry entry, DirectoryUser user, CancellationToken cancellation) => user with
    {
        IsAdministrator = await IsInAsync(connection, entry, settings.Groups.Administrators, cancellation),
        IsAuditor = await IsInAsync(connection, entry, settings.Groups.Auditors, cancellation),
    };

    /// <summary>Reads both groups once; what comes back gives each person of a reading their roles.</summary>
    public async Task<Func<LdapEntry, DirectoryUser, DirectoryUser>> ReadAsync(LdapConnection connection, IReadOnlyList<LdapEntry> people, CancellationToken cancellation)
    {
        if (!settings.Groups.GiveRoles)
            return (_, user) => user;
        var known = people.Select(entry => LdapDn.Fold(entry.Dn)).ToHashSet(StringComparer.Ordinal);
        var administrators = await InAsync("Groups:Administrators", settings.Groups.Administrators);
        var auditors = await InAsync("Groups:Auditors", settings.Groups.Auditors);
        return (entry, user) => user with { IsAdministrator = administrators?.Contains(LdapDn.Fold(entry.Dn)), IsAuditor = auditors?.Contains(LdapDn.Fold(entry.Dn)) };

        async Task<HashSet<string>?> InAsync(string key, string? group) =>
            group is null ? null : await members.ReadAsync(connection, key, group, known, cancellation) ?? [];
    }

    private async Task<bool?> IsInAsync(LdapConnection connection, LdapEntry entry, string? group, CancellationToken cancellation) =>
        group is null ? null : await membership.IsMemberAsync(connection, entry.Dn, group, cancellation);
}
