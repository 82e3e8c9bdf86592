using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace BlazorChat.Pki.Keys;

/// <summary>
/// The folder of <c>Pki:Path</c>: <c>ca/</c> with keys and certificates, <c>passphrase</c> if it was generated, <c>.lock</c>.
/// <c>ca/</c> comes into being whole, by one rename: a crash before it leaves nothing but a folder that the next start removes,
/// so what is missing from <c>ca/</c> was taken away by somebody.
/// </summary>
internal sealed class AuthorityFolder(AuthoritySettings settings, CaKeySource source, TimeProvider clock)
{
    public const string RootKey = "root.key";
    public const string RootCertificate = "root.crt";
    public const string IssuingKey = "issuing.key";
    public const string IssuingCertificate = "issuing.crt";
    private const string Unfinished = ".new";
    private const string LockName = ".lock";

    private string Ca => Path.Combine(settings.Folder, "ca");

    public bool HasKeys => Directory.Exists(Ca);

    /// <summary>Opens the keys, or makes them where there are none.</summary>
    /// <exception cref="AuthorityStartupException">Neither is possible; the message says what to do.</exception>
    public AuthorityKeys OpenOrCreate() => HasKeys ? Open(created: false) : Create();

    private AuthorityKeys Create()
    {
        try
        {
            PrivateFile.MakeFolder(settings.Folder);
            // Two hosts started at once on one folder: one creates, the other fails here with a clear word instead of mixing files.
            using var guard = new FileStream(Path.Combine(settings.Folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (!HasKeys)
                WriteKeys(Passphrase.ReadOrGenerate(settings));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuthorityStartupException(AuthoritySettings.PathKey, $"The authority's keys cannot be created in {settings.Folder} ({e.Message}).",
                $"Give the account that runs BlazorChat write access to it, see that no other host is starting on it, or set {AuthoritySettings.PathKey} to another folder.", e);
        }
        return Open(created: true);
    }

    private void WriteKeys(Passphrase passphrase)
    {
        var unfinished = Path.Combine(settings.Folder, Unfinished);
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        PrivateFile.MakeFolder(unfinished);
        var now = clock.GetUtcNow();
        using var rootKey = source.Create();
        using var issuingKey = source.Create();
        var root = CaProfiles.Root(rootKey, settings, now);
        var issuing = CaProfiles.Issuing(issuingKey, root, rootKey, settings, now);
        EncryptedKeyFile.Write(Path.Combine(unfinished, RootKey), rootKey, passphrase, source.Rounds);
        EncryptedKeyFile.Write(Path.Combine(unfinished, IssuingKey), issuingKey, passphrase, source.Rounds);
        PrivateFile.WriteNew(Path.Combine(unfinished, RootCertificate), Encoding.ASCII.GetBytes(root.Pem));
        PrivateFile.WriteNew(Path.Combine(unfinished, IssuingCertificate), Encoding.ASCII.GetBytes(issuing.Pem));
        Directory.Move(unfinished, Ca);
    }

    private AuthorityKeys Open(bool created)
    {
        var tightened = Tighten();
        var passphrase = Passphrase.Read(settings);
        var root = ReadCertificate(RootCertificate);
        var issuing = ReadCertificate(IssuingCertificate);
        if (!root.Signed(issuing))
            throw Mismatch(IssuingCertificate, RootCertificate);
        if (File.Exists(Path.Combine(Ca, RootKey)))
        {
            using var rootKey = ReadKey(RootKey, RootCertificate, root, passphrase);
        }
        var issuingKey = ReadKey(IssuingKey, IssuingCertificate, issuing, passphrase);
        return new AuthorityKeys(root, issuing, new SigningKey(issuingKey), Path.Combine(Ca, RootKey), passphrase, created, tightened);
    }

    private List<string> Tighten()
    {
        string[] paths = [settings.Folder, Ca, Path.Combine(Ca, RootKey), Path.Combine(Ca, IssuingKey), Path.Combine(settings.Folder, Passphrase.GeneratedName)];
        try
        {
            return [.. paths.Where(path => Path.Exists(path) && PrivateFile.Tighten(path))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuthorityStartupException(AuthoritySettings.PathKey, $"Other accounts can read keys in {settings.Folder}, and that cannot be changed ({e.Message}).",
                $"Make the account that runs BlazorChat the owner of the folder and all in it, then: chmod -R go= {settings.Folder}", e);
        }
    }

    private CaCertificate ReadCertificate(string name)
    {
        var path = Path.Combine(Ca, name);
        try
        {
            var text = File.ReadAllText(path);
            var pem = PemEncoding.Find(text);
            return CaCertificate.Parse(Convert.FromBase64String(text[pem.Base64Data]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or FormatException or CryptographicException or AsnContentException)
        {
            throw new AuthorityStartupException(AuthoritySettings.PathKey, $"The certificate {path} is missing or damaged ({e.Message}).", "Bring it back from a backup.", e);
        }
    }

    private RSA ReadKey(string name, string certificateName, CaCertificate certificate, Passphrase passphrase)
    {
        var key = EncryptedKeyFile.Read(Path.Combine(Ca, name), passphrase);
        if (certificate.Carries(key))
            return key;
        key.Dispose();
        throw Mismatch(certificateName, name);
    }

    private AuthorityStartupException Mismatch(string one, string other) => new(AuthoritySettings.PathKey,
        $"{Path.Combine(Ca, one)} does not belong to {Path.Combine(Ca, other)}.",
        "Bring the whole folder back from one backup; files of two authorities do not mix.");
}
