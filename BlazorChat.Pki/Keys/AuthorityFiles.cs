using BlazorChat.Pki.Crl;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace BlazorChat.Pki.Keys;

/// <summary>The authority's files for backup and restore, without opening a key: they are copied encrypted as they lie there.</summary>
public sealed class AuthorityFiles
{
    private readonly AuthoritySettings settings;

    private AuthorityFiles(AuthoritySettings settings) => this.settings = settings;

    /// <summary>Absolute.</summary>
    public string Folder => settings.Folder;

    /// <summary>The file, relative to the folder, that opens the keys beside it; null: the passphrase is elsewhere.</summary>
    public string? PassphraseInside => File.Exists(Path.Combine(Folder, Passphrase.GeneratedName)) ? Passphrase.GeneratedName : null;

    /// <summary>Whether nothing is there yet.</summary>
    public bool IsEmpty => !Directory.Exists(Folder) || !Directory.EnumerateFileSystemEntries(Folder).Any();

    /// <exception cref="AuthorityStartupException">A setting cannot be used.</exception>
    public static AuthorityFiles Of(IConfiguration configuration, string contentRoot) => new(AuthoritySettings.Read(configuration, contentRoot));

    /// <summary>All that must not be lost, relative to the folder: not its lock, nor what was begun and is thrown away at the next start.</summary>
    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file))
            .Where(file => file != AuthorityFolder.LockName && !Array.Exists(file.Split(Path.DirectorySeparatorChar), part => part.EndsWith(AuthorityFolder.Unfinished, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];

    /// <summary>
    /// In a database just restored: has the next start publish every list whose CA can sign here. RFC 5280 5.2.3: the number must only grow, and it
    /// does, since it is made from the clock; but without this a list from before the loss would be served for up to a day.
    /// </summary>
    public async Task AskForListsAsync(DbContext database, CancellationToken cancellation)
    {
        var hierarchy = new AuthorityFolder(settings, CaKeySource.Fresh, TimeProvider.System).Look();
        var issuers = hierarchy.Issuers.Select(issuer => issuer.Id).ToList();
        await database.Set<RevocationListRow>().Where(list => issuers.Contains(list.Issuer))
            .ExecuteUpdateAsync(list => list.SetProperty(row => row.ThisUpdate, DateTimeOffset.UnixEpoch), cancellation);
        var roots = hierarchy.Roots.Where(root => hierarchy.RootKeyFile(root) is not null).Select(root => root.Id).ToList();
        await database.Set<RevocationListRow>().Where(list => roots.Contains(list.Issuer))
            .ExecuteUpdateAsync(list => list.SetProperty(row => row.NextUpdate, DateTimeOffset.UnixEpoch), cancellation);
    }
}
