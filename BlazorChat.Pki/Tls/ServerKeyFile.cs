using System.Security.Cryptography;
using BlazorChat.Pki.Keys;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Tls;

/// <summary>
/// The private key of the server's certificate at rest: <c>tls/server.key</c> beside the CA keys, encrypted as they are. It is kept and not made
/// anew at each start, so that a start does not issue a certificate; one that cannot be read is replaced, since nothing depends on it.
/// </summary>
internal sealed partial class ServerKeyFile(OpenedAuthority authority, AuthoritySettings settings, CaKeySource source, ILogger<ServerKeyFile> logger)
{
    private const string FolderName = "tls";
    private const string Name = "server.key";

    private string Folder => Path.Combine(settings.Folder, FolderName);

    private string File => Path.Combine(Folder, Name);

    /// <summary>Null: there is none that opens.</summary>
    public RSA? Read()
    {
        if (!System.IO.File.Exists(File))
            return null;
        try
        {
            // One that others could read is as good as theirs.
            if (PrivateFile.Tighten(Folder) | PrivateFile.Tighten(File))
            {
                LogOpen(File);
                return null;
            }
            return EncryptedKeyFile.Read(File, authority.Keys.Passphrase);
        }
        catch (Exception e) when (e is AuthorityStartupException or IOException or UnauthorizedAccessException)
        {
            LogUnreadable(File, e.Message);
            return null;
        }
    }

    /// <exception cref="AuthorityStartupException">The folder cannot be written.</exception>
    public void CheckWritable()
    {
        try
        {
            PrivateFile.MakeFolder(Folder);
            var probe = Path.Combine(Folder, "probe");
            System.IO.File.Delete(probe);
            PrivateFile.WriteNew(probe, "x"u8);
            System.IO.File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuthorityStartupException(AuthoritySettings.PathKey, $"{Folder} cannot be written ({e.Message}).", "Give it to the account that runs BlazorChat, and make room on the disk.", e);
        }
    }

    /// <summary>Puts it in the place of the one before, whole or not at all.</summary>
    public void Write(RSA key)
    {
        PrivateFile.MakeFolder(Folder);
        var fresh = $"{File}.new";
        System.IO.File.Delete(fresh);
        EncryptedKeyFile.Write(fresh, key, authority.Keys.Passphrase, source.Rounds);
        System.IO.File.Move(fresh, File, overwrite: true);
    }

    [LoggerMessage(1050, LogLevel.Warning, "Other accounts could read {File}, the key of the server's certificate; a new one takes its place")]
    private partial void LogOpen(string file);

    [LoggerMessage(1051, LogLevel.Warning, "{File}, the key of the server's certificate, cannot be used; a new one takes its place. {Why}")]
    private partial void LogUnreadable(string file, string why);
}
