using System.Globalization;
using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Everybody who may use the chat, or who of them changed since an earlier look.</summary>
internal sealed class ReadEverybody(DirectoryServers servers, LdapSettings settings, ReadUser read, RequiredMembers members, RoleGroups roles)
{
    // Times of changes are the server's, never ours. Another server may take over, or the clock be set: up to five minutes earlier, which is what
    // Kerberos allows a domain (RFC 4120 8.2). And what one server learned last is still on its way to the others.
    private static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Overlap = ClocksApart + OnItsWay;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private const string Time = "yyyyMMddHHmmss";

    private string ChangedAt => settings.IsActiveDirectory ? "whenChanged" : "modifyTimestamp";

    /// <summary>A cursor is not used with groups: a change of the group is no change of the person.</summary>
    public async Task<DirectoryReading> RunAsync(string? since, CancellationToken cancellation)
    {
        var from = settings.Groups is { Required: null, GiveRoles: false } ? since : null;
        var filter = members.Narrow(from is null ? settings.PeopleFilter : $"(&{settings.PeopleFilter}({ChangedAt}>={LdapFilter.Escape(from)}))");
        try
        {
            return await servers.AskAsync((server, limit) => server.Service.UseAsync((connection, token) => ReadAsync(connection, filter, from, token), limit), cancellation, Limit);
        }
        catch (LdapFaultException e)
        {
            return new DirectoryReading.Unreachable(e.What);
        }
    }

    private async Task<DirectoryReading> ReadAsync(LdapConnection connection, string filter, string? from, CancellationToken cancellation)
    {
        var entries = await ReadPages.RunAsync(connection, settings.BaseDn, filter, [.. read.Attributes, ChangedAt], cancellation);
        var cursor = Cursor(entries) ?? from;
        var kept = await members.KeepAsync(connection, entries, cancellation);
        var withRoles = await roles.ReadAsync(connection, entries, cancellation);
        var users = kept.Select(entry => withRoles(entry, read.Read(entry))).ToList();
        return from is null ? new DirectoryReading.Whole(users, cursor) : new DirectoryReading.Changed(users, cursor);
    }

    /// <summary>The newest change of all, by the server's clock; ours does not matter.</summary>
    private string? Cursor(IReadOnlyList<LdapEntry> entries)
    {
        var newest = entries.Select(entry => entry.Text(ChangedAt)).OfType<string>().Max(StringComparer.Ordinal);
        return newest is { Length: >= 14 } && DateTime.TryParseExact(newest[..14], Time, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time - Overlap).ToString(Time, CultureInfo.InvariantCulture) + (settings.IsActiveDirectory ? ".0Z" : "Z")
            : null;
    }
}
