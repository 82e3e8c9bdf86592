using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;

namespace BlazorChat.Pki.Keys;

/// <summary>What opens CA keys: from a file, from the environment, typed at a terminal, or generated once beside the keys.</summary>
/// <param name="Source">Where it came from: a file, or words for the rest.</param>
/// <param name="Key">The setting that gave it, for what is said when it opens nothing.</param>
/// <param name="Generated">The file is ours, beside the keys.</param>
internal sealed record Passphrase(string Text, string Source, string Key, bool Generated)
{
    public const string GeneratedName = "passphrase";
    private const int GeneratedBytes = 32;
    private const int MinimumLength = 12; // PBKDF2 slows a guesser, it does not save a short word

    /// <exception cref="AuthorityStartupException">There is no usable passphrase.</exception>
    public static Passphrase Read(AuthoritySettings settings) =>
        settings.Passphrase is { } text ? FromEnvironment(text, AuthoritySettings.PassphraseTextKey)
        : settings.PassphraseFile is { } file ? FromFile(file, AuthoritySettings.PassphraseKey)
        : settings.AskPassphrase ? Ask("Passphrase of the authority's keys: ", Console.Out, settings.Secret, AuthoritySettings.AskKey)
        : ReadGenerated(settings);

    /// <exception cref="AuthorityStartupException">Too short.</exception>
    public static Passphrase FromEnvironment(string text, string key) => Checked(text, $"the environment variable {key.Replace(":", "__", StringComparison.Ordinal)}", key);

    /// <exception cref="AuthorityStartupException">Not there, not readable, too short.</exception>
    public static Passphrase FromFile(string file, string key)
    {
        try
        {
            return Checked(FirstLine(file), file, key);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AuthorityStartupException(key, $"{file} does not exist.", "Create it with one line, the passphrase, readable only by the account that runs BlazorChat.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(file, key, e);
        }
    }

    /// <exception cref="AuthorityStartupException">Nobody is there to ask, or it is too short.</exception>
    public static Passphrase Ask(string question, TextWriter output, Func<string?>? secret, string key)
    {
        if (secret is null)
            throw new AuthorityStartupException(key, "The passphrase is to be typed, but there is no terminal.", "Start at a terminal, or name a file or the environment variable that holds it (docs/authority.md).");
        output.Write(question);
        var text = secret() ?? "";
        output.WriteLine();
        return Checked(text, "the terminal", key);
    }

    /// <summary>For new keys: typed twice, since a mistake would lock them away for ever.</summary>
    /// <exception cref="AuthorityStartupException">Nobody is there to ask, it is too short, or the two differ.</exception>
    public static Passphrase Choose(string what, TextWriter output, Func<string?>? secret, string key)
    {
        var first = Ask($"New passphrase of {what}, {MinimumLength} characters or more: ", output, secret, key);
        return Ask("Once more: ", output, secret, key).Text == first.Text ? first
            : throw new AuthorityStartupException(key, "The two passphrases differ.", "Nothing was made; begin again.");
    }

    /// <summary>What is on a command line, every account of the machine can read.</summary>
    /// <exception cref="AuthorityStartupException">It is there.</exception>
    public static void RefuseCommandLine(IConfiguration configuration, string key)
    {
        if (configuration is IConfigurationRoot root && root.Providers.OfType<CommandLineConfigurationProvider>().Any(provider => provider.TryGet(key, out _)))
            throw new AuthorityStartupException(key, "The passphrase stands on the command line, where every account of this machine reads it.",
                $"Take another passphrase, and give it in the environment variable {key.Replace(":", "__", StringComparison.Ordinal)} or in a file.");
    }

    private static Passphrase ReadGenerated(AuthoritySettings settings)
    {
        var file = GeneratedFile(settings);
        try
        {
            return Checked(FirstLine(file), file, AuthoritySettings.PassphraseKey) with { Generated = true };
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AuthorityStartupException(AuthoritySettings.PathKey, $"The keys in {settings.Folder} are there, but not their passphrase {file}.",
                $"Bring the file back from a backup, or name the file that holds the passphrase in {AuthoritySettings.PassphraseKey}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(file, AuthoritySettings.PassphraseKey, e);
        }
    }

    private static string FirstLine(string file) => File.ReadAllText(file, Encoding.UTF8).TrimEnd('\r', '\n');

    private static string GeneratedFile(AuthoritySettings settings) => Path.Combine(settings.Folder, GeneratedName);

    private static Passphrase Checked(string text, string source, string key) => text.Length >= MinimumLength ? new Passphrase(text, source, key, Generated: false)
        : throw new AuthorityStartupException(key, $"The passphrase from {source} is empty or shorter than {MinimumLength} characters.",
            "Give one line of at least that length; keys need the passphrase they were made with.");

    private static AuthorityStartupException Unreadable(string file, string key, Exception e) =>
        new(key, $"{file} cannot be read ({e.Message}).", "Give the account that runs BlazorChat the right to read it.", e);

    /// <summary>For the first start: makes the file when the setting leaves that to us, keeps one that is already there.</summary>
    public static Passphrase ReadOrGenerate(AuthoritySettings settings)
    {
        if (settings is { Passphrase: null, PassphraseFile: null, AskPassphrase: true })
            return Choose("the authority's keys", Console.Out, settings.Secret, AuthoritySettings.AskKey);
        var file = GeneratedFile(settings);
        if (settings is { Passphrase: null, PassphraseFile: null } && !File.Exists(file))
        {
            var fresh = $"{file}.new";
            File.Delete(fresh);
            PrivateFile.WriteNew(fresh, Encoding.ASCII.GetBytes(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(GeneratedBytes)) + "\n"));
            File.Move(fresh, file);
        }
        return Read(settings);
    }

    /// <summary>No secrets in logs: records print their members otherwise.</summary>
    public override string ToString() => Source;
}
