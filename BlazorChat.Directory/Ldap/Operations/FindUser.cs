using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Somebody by the immutable id, wherever their entry is below the base and whatever it is called now.</summary>
internal sealed class FindUser(DirectoryServers servers, LdapSettings settings, ReadUser read)
{
    /// <summary>Null: no such person.</summary>
    public async Task<LdapEntry?> EntryAsync(Guid user, CancellationToken cancellation)
    {
        var search = new LdapSearch(settings.BaseDn, LdapScope.Subtree, read.FilterFor(user), SizeLimit: 1, read.Attributes);
        var entries = await servers.AskAsync((server, limit) => server.Service.UseAsync((connection, token) => connection.FindAsync(search, token), limit), cancellation);
        return entries.Count == 0 ? null : entries[0];
    }

    public async Task<DirectoryUser?> RunAsync(Guid user, CancellationToken cancellation) =>
        await EntryAsync(user, cancellation) is { } entry ? read.Read(entry) : null;
}
