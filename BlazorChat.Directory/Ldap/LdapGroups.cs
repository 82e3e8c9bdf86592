using BlazorChat.Directories.Ldap.Operations;

namespace BlazorChat.Directories.Ldap;

/// <summary>The groups of an organisation's directory.</summary>
internal sealed class LdapGroups(FindGroups find, FindGroupPeople people) : IDirectoryGroups
{
    public Task<IReadOnlyList<DirectoryGroup>> SearchAsync(string query, int limit, CancellationToken cancellation) => find.RunAsync(query, limit, cancellation);

    public Task<DirectoryGroupPeople?> PeopleAsync(Guid group, int limit, CancellationToken cancellation) => people.RunAsync(group, limit, cancellation);
}
