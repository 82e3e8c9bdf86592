using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BlazorChat.Pki.Keys;

/// <summary>What opens the CA keys: from the file of <c>Pki:PassphraseFile</c>, or generated once beside the keys.</summary>
/// <param name="Generated">The file is ours, beside the keys.</param>
internal sealed record Passphrase(string Text, string File, bool Generated)
{
    public const string GeneratedName = "passphrase";
    private const int GeneratedBytes = 32;
    private const int MinimumLength = 12; // PBKDF2 slows a guesser, it does not save a short word

    public static string FileOf(AuthoritySettings settings) => settings.PassphraseFile ?? Path.Combine(settings.Folder, GeneratedName);

    /// <exception cref="AuthorityStartupException">There is no usable passphrase.</exception>
    public static Passphrase Read(AuthoritySettings settings)
    {
        var file = FileOf(settings);
        try
        {
            var text = System.IO.File.ReadAllText(file, Encoding.UTF8).TrimEnd('\r', '\n');
            if (text.Length >= MinimumLength)
                return new Passphrase(text, file, settings.PassphraseFile is null);
        }
        catch (FileNotFoundException e)
        {
            throw Missing(settings, file, e);
        }
        catch (DirectoryNotFoundException e)
        {
            throw Missing(settings, file, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuthorityStartupException(AuthoritySettings.PassphraseKey, $"{file} cannot be read ({e.Message}).",
                "Give the account that runs BlazorChat the right to read it.", e);
        }
        throw new AuthorityStartupException(AuthoritySettings.PassphraseKey, $"The passphrase in {file} is empty or shorter than {MinimumLength} characters.",
            "Put one line of at least that length into the file; the keys need the passphrase they were made with.");
    }

    /// <summary>For the first start: makes the file when the setting leaves that to us, keeps one that is already there.</summary>
    public static Passphrase ReadOrGenerate(AuthoritySettings settings)
    {
        var file = FileOf(settings);
        if (settings.PassphraseFile is null && !System.IO.File.Exists(file))
        {
            var fresh = $"{file}.new";
            System.IO.File.Delete(fresh);
            PrivateFile.WriteNew(fresh, Encoding.ASCII.GetBytes(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(GeneratedBytes)) + "\n"));
            System.IO.File.Move(fresh, file);
        }
        return Read(settings);
    }

    /// <summary>No secrets in logs: records print their members otherwise.</summary>
    public override string ToString() => File;

    private static AuthorityStartupException Missing(AuthoritySettings settings, string file, Exception e) => settings.PassphraseFile is null
        ? new AuthorityStartupException(AuthoritySettings.PathKey, $"The keys in {settings.Folder} are there, but not their passphrase {file}.",
            $"Bring the file back from a backup, or name the file that holds the passphrase in {AuthoritySettings.PassphraseKey}.", e)
        : new AuthorityStartupException(AuthoritySettings.PassphraseKey, $"{file} does not exist.",
            "Create it with one line, the passphrase, readable only by the account that runs BlazorChat.", e);
}
