using BlazorChat.Pki.Keys;
using Microsoft.Extensions.Configuration;

namespace BlazorChat.Pki.Ceremony;

/// <summary>The passphrase of a root's folder: another than the host's, from a file, the environment or the terminal.</summary>
internal static class RootPassphrase
{
    public const string FileKey = "Pki:RootPassphraseFile";
    public const string TextKey = "Pki:RootPassphrase";

    /// <exception cref="AuthorityStartupException">There is no usable one.</exception>
    public static Passphrase Read(IConfiguration configuration, Terminal terminal) => Find(configuration) ?? Passphrase.Ask("Passphrase of the root: ", terminal.Output, terminal.Secret, FileKey);

    /// <summary>For a new key: asked for twice.</summary>
    /// <exception cref="AuthorityStartupException">There is no usable one.</exception>
    public static Passphrase Choose(IConfiguration configuration, Terminal terminal) =>
        Find(configuration) ?? Passphrase.Choose("the root", terminal.Output, terminal.Secret, FileKey);

    private static Passphrase? Find(IConfiguration configuration)
    {
        Passphrase.RefuseCommandLine(configuration, TextKey);
        return configuration[TextKey] is { Length: > 0 } text ? Passphrase.FromEnvironment(text, TextKey)
            : configuration[FileKey] is { Length: > 0 } file ? Passphrase.FromFile(Path.GetFullPath(file), FileKey)
            : null;
    }
}
