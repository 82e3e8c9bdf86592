using BlazorChat.Directories.Ldap.Operations;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Walk;

/// <summary>Whether the required group is there and, of somebody who was asked for by name, whether they are in it.</summary>
internal sealed class GroupStep(LdapSettings settings, GroupMembership groups, string? username)
{
    public async Task<Found> RunAsync(LdapConnection connection, LdapEntry? entry, CancellationToken cancellation)
    {
        if (settings.Groups.Required is not { } group)
            return Found.Skipped(DirectoryFinding.GroupNotRequired);
        if (await connection.ReadAsync(group, ["1.1"], cancellation) is null)
            return Found.Failed(DirectoryFinding.GroupMissing, group);
        if (entry is null || username is null)
            return Found.Passed(DirectoryFinding.GroupThere, group);
        return await groups.IsMemberAsync(connection, entry.Dn, group, cancellation)
            ? Found.Passed(DirectoryFinding.GroupMember, username, group)
            : Found.Failed(DirectoryFinding.GroupNotMember, username, group);
    }
}
