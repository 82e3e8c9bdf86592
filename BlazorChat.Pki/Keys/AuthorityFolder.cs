using System.Formats.Asn1;
using System.Globalization;
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
    public const string LinkCertificate = "link.crt";
    internal const string Unfinished = ".new";
    internal const string LockName = ".lock";

    private string Ca => Path.Combine(settings.Folder, "ca");

    /// <summary>An issuing CA that waits for its certificate.</summary>
    public string Next => Path.Combine(settings.Folder, "next");

    /// <summary>Where the next issuing CA goes, by one rename.</summary>
    public string PlaceOf(int ordinal) => ordinal == 1 ? Ca : Path.Combine(Ca, AuthorityAddresses.Issuing(ordinal));

    public bool HasKeys => Directory.Exists(Ca);

    /// <summary>Opens the keys, or makes them where there are none.</summary>
    /// <exception cref="AuthorityStartupException">Neither is possible; the message says what to do.</exception>
    public AuthorityKeys OpenOrCreate() => HasKeys ? Open(Passphrase.Read(settings)) : Create();

    private AuthorityKeys Create()
    {
        Passphrase? chosen = null; // typed twice already, and not asked for again
        try
        {
            PrivateFile.MakeFolder(settings.Folder);
            // Two hosts started at once on one folder: one creates, the other fails here with a clear word instead of mixing files.
            using var guard = new FileStream(Path.Combine(settings.Folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (Directory.Exists(Next))
                throw new AuthorityStartupException(AuthoritySettings.PathKey, $"The request for an issuing CA in {Next} waits for its certificate.",
                    $"Have it signed and install it (authority install), or delete {Next} to let the first start make a root of its own.");
            if (!HasKeys)
                WriteKeys(chosen = Passphrase.ReadOrGenerate(settings));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuthorityStartupException(AuthoritySettings.PathKey, $"The authority's keys cannot be created in {settings.Folder} ({e.Message}).",
                $"Give the account that runs BlazorChat write access to it, see that no other host is starting on it, or set {AuthoritySettings.PathKey} to another folder.", e);
        }
        return Open(chosen ?? Passphrase.Read(settings), created: true);
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
        var root = CaProfiles.Root(rootKey, CaProfiles.Name("BlazorChat Root CA", settings.PublicUrl.Host), now);
        var issuing = CaProfiles.Issuing(issuingKey, root, rootKey, settings, now);
        EncryptedKeyFile.Write(Path.Combine(unfinished, RootKey), rootKey, passphrase, source.Rounds);
        EncryptedKeyFile.Write(Path.Combine(unfinished, IssuingKey), issuingKey, passphrase, source.Rounds);
        PrivateFile.WriteNew(Path.Combine(unfinished, RootCertificate), Encoding.ASCII.GetBytes(root.Pem));
        PrivateFile.WriteNew(Path.Combine(unfinished, IssuingCertificate), Encoding.ASCII.GetBytes(issuing.Pem));
        Directory.Move(unfinished, Ca);
    }

    /// <summary>Opens what is there now: another issuing CA may have been installed.</summary>
    public AuthorityKeys Open(Passphrase passphrase, bool created = false)
    {
        var tightened = Tighten();
        var places = Places();
        var issuers = new List<IssuingCa>();
        foreach (var (ordinal, folder) in places)
            issuers.Add(OpenIssuer(ordinal, folder, passphrase, isCurrent: ordinal == places[^1].Ordinal));
        return new AuthorityKeys(issuers, passphrase, created, tightened);
    }

    /// <summary>What there is now, by its certificates.</summary>
    public Hierarchy Look() => new([.. Places().Select(place => ReadIssuer(place.Ordinal, place.Folder))]);

    /// <summary>How many issuing CAs lie here.</summary>
    public int Count => HasKeys ? Places().Count : 0;

    /// <summary>The first issuing CA lies in <c>ca/</c> itself, each later one, with its root, in a folder below that.</summary>
    private List<(int Ordinal, string Folder)> Places() =>
    [
        (1, Ca),
        .. Directory.EnumerateDirectories(Ca)
            .Select(folder => (Ordinal: OrdinalOf(Path.GetFileName(folder)), Folder: folder))
            .Where(place => place.Ordinal > 1)
            .OrderBy(place => place.Ordinal),
    ];

    private static int OrdinalOf(string name) =>
        int.TryParse(name.AsSpan(name.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) && name == AuthorityAddresses.Issuing(ordinal) ? ordinal : 0;

    private static IssuingCa ReadIssuer(int ordinal, string folder)
    {
        var rootFile = Path.Combine(folder, RootCertificate);
        var issuingFile = Path.Combine(folder, IssuingCertificate);
        var linkFile = Path.Combine(folder, LinkCertificate);
        var root = ReadCertificate(rootFile);
        var issuing = ReadCertificate(issuingFile);
        if (!root.Signed(issuing))
            throw Mismatch(issuingFile, rootFile);
        return new IssuingCa(ordinal, folder, issuing, root, File.Exists(linkFile) ? ReadCertificate(linkFile) : null, Key: null);
    }

    private static IssuingCa OpenIssuer(int ordinal, string folder, Passphrase passphrase, bool isCurrent)
    {
        var issuer = ReadIssuer(ordinal, folder);
        if (File.Exists(issuer.RootKeyFile))
        {
            using var rootKey = ReadRootKey(issuer.RootKeyFile, issuer.Root, passphrase);
        }
        // A CA that issues no more may have lost its key; what it signed stays.
        var keyFile = Path.Combine(folder, IssuingKey);
        if (!isCurrent && !File.Exists(keyFile))
            return issuer;
        try
        {
            return issuer with { Key = new SigningKey(ReadKey(keyFile, Path.Combine(folder, IssuingCertificate), issuer.Certificate, passphrase)) };
        }
        catch (AuthorityStartupException e)
        {
            throw new AuthorityStartupException(e.Setting, e.Problem,
                $"{e.Remedy} If it is lost, {(isCurrent ? "install another issuing CA (authority request, sign, install)" : $"remove {keyFile} and have the root revoke {issuer.Certificate.Name}")}: docs/authority.md, When a key is lost.", e);
        }
    }

    /// <exception cref="AuthorityStartupException">It does not open, or is another's.</exception>
    public static RSA ReadRootKey(string path, CaCertificate root, Passphrase passphrase) => ReadKey(path, Path.Combine(Path.GetDirectoryName(path)!, RootCertificate), root, passphrase);

    private List<string> Tighten()
    {
        var paths = Places().SelectMany(place => new[] { place.Folder, Path.Combine(place.Folder, RootKey), Path.Combine(place.Folder, IssuingKey) })
            .Append(settings.Folder).Append(Path.Combine(settings.Folder, Passphrase.GeneratedName));
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

    private static CaCertificate ReadCertificate(string path)
    {
        try
        {
            return CaCertificate.ParsePem(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or FormatException or CryptographicException or AsnContentException)
        {
            throw new AuthorityStartupException(AuthoritySettings.PathKey, $"The certificate {path} is missing or damaged ({e.Message}).", "Bring it back from a backup.", e);
        }
    }

    private static RSA ReadKey(string path, string certificatePath, CaCertificate certificate, Passphrase passphrase)
    {
        var key = EncryptedKeyFile.Read(path, passphrase);
        if (certificate.Carries(key))
            return key;
        key.Dispose();
        throw Mismatch(certificatePath, path);
    }

    private static AuthorityStartupException Mismatch(string one, string other) => new(AuthoritySettings.PathKey,
        $"{one} does not belong to {other}.",
        "Bring the whole folder back from one backup; files of two authorities do not mix.");
}
