using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Somebody's photo, asked for alone: looks at everybody do not carry it.</summary>
internal sealed partial class FindPhoto(DirectoryServers servers, LdapSettings settings, ReadUser read, ILogger<FindPhoto> logger) : IDirectoryPhotos
{
    private readonly string attribute = settings.Attributes.Photo ?? throw new InvalidOperationException("Photos are off.");

    public async Task<DirectoryPhoto?> FindAsync(Guid user, CancellationToken cancellation)
    {
        var search = new LdapSearch(settings.BaseDn, LdapScope.Subtree, read.FilterFor(user), SizeLimit: 1, [attribute]);
        IReadOnlyList<LdapEntry> entries;
        try
        {
            entries = await servers.AskAsync((server, limit) => server.Service.UseAsync((connection, token) => connection.FindAsync(search, token), limit), cancellation);
        }
        catch (LdapFaultException e) when (e.Fault is LdapFault.TooLarge)
        {
            LogLeftOut(logger, user, attribute, $"it has more than {LdapConnection.MaxMessageBytes / 1024 / 1024} MiB");
            return null;
        }
        string? wrong = null;
        foreach (var value in entries.Count == 0 ? [] : entries[0].Values(attribute))
        {
            if (DirectoryPhoto.Read(value, out var why) is { } photo)
                return photo;
            wrong ??= why;
        }
        if (wrong is not null)
            LogLeftOut(logger, user, attribute, wrong);
        return null;
    }

    [LoggerMessage(9007, LogLevel.Warning, "The photo of {User} in {Attribute} is not shown: {Why}.")]
    private static partial void LogLeftOut(ILogger logger, Guid user, string attribute, string why);
}
