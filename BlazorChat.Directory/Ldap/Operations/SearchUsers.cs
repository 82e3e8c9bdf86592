using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>People by a part of their names. The server compares, so case and accents are as its schema has them.</summary>
internal sealed class SearchUsers(DirectoryServers servers, LdapSettings settings, ReadUser read)
{
    private const int MaxQueryLength = 100;

    public async Task<IReadOnlyList<DirectoryUser>> RunAsync(string query, int limit, CancellationToken cancellation)
    {
        var text = query.Trim();
        if (text.Length > MaxQueryLength || limit < 1)
            return [];
        var search = new LdapSearch(settings.BaseDn, LdapScope.Subtree, Filter(text), limit, read.Attributes);
        var entries = await servers.AskAsync((server, until) => server.Service.UseAsync((connection, token) => connection.FindAsync(search, token), until), cancellation);
        return [.. entries.Select(read.Read).OrderBy(user => user.Username, StringComparer.OrdinalIgnoreCase).Take(limit)];
    }

    private string Filter(string text)
    {
        if (text.Length == 0)
            return settings.PeopleFilter;
        var part = LdapFilter.Escape(text);
        return $"(&{settings.PeopleFilter}(|({settings.Attributes.Username}=*{part}*)({settings.Attributes.DisplayName}=*{part}*)))";
    }
}
