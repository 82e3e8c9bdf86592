using BlazorChat.Directories.Ldap.Operations;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Walk;

/// <summary>Finds the person asked for, or anybody.</summary>
internal sealed class PersonStep(LdapSettings settings, ReadUser read, string? username)
{
    // Entries that Active Directory keeps from delegated rights would say nothing about everybody else's.
    private string AnybodyFilter => settings.IsActiveDirectory ? $"(&{settings.PeopleFilter}(!(adminCount=1)))" : settings.PeopleFilter;

    /// <summary>Null: nobody was found.</summary>
    public async Task<(Found Found, LdapEntry? Entry)> RunAsync(LdapConnection connection, CancellationToken cancellation)
    {
        var search = username is null
            ? new LdapSearch(settings.BaseDn, LdapScope.Subtree, AnybodyFilter, SizeLimit: 1, read.Attributes)
            : new LdapSearch(settings.BaseDn, LdapScope.Subtree, settings.FilterFor(username), SizeLimit: 2, read.Attributes);
        var entries = await connection.FindAsync(search, cancellation);
        if (entries.Count == 0)
            return (username is null ? Found.Failed(DirectoryFinding.NobodyFound) : Found.Failed(DirectoryFinding.PersonUnknown, username), null);
        if (entries.Count > 1 && username is not null)
            return (Found.Failed(DirectoryFinding.PersonAmbiguous, username), null);
        var user = read.Read(entries[0]);
        return (Found.Passed(DirectoryFinding.PersonFound, user.DisplayName, user.Username), entries[0]);
    }
}
