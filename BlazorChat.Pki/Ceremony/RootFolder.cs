using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Ceremony;

/// <summary>
/// A root away from the host, on a machine or a medium of its own: <c>root.key</c> (encrypted), <c>root.crt</c> and <c>root.crl</c>, its
/// newest list, from which the next one goes on. The folder comes into being by one rename, a list replaces the one before by another.
/// </summary>
internal sealed class RootFolder
{
    public const string ListName = "root.crl";
    private readonly string _path;

    private RootFolder(string path, CaCertificate certificate, RootList list)
    {
        _path = path;
        Certificate = certificate;
        List = list;
    }

    public CaCertificate Certificate { get; }

    public RootList List { get; private set; }

    public string CertificateFile => Path.Combine(_path, AuthorityFolder.RootCertificate);

    public string KeyFile => Path.Combine(_path, AuthorityFolder.RootKey);

    public string ListFile => Path.Combine(_path, ListName);

    /// <param name="list">Its newest list, DER.</param>
    /// <exception cref="CeremonyException">There is something already, or it cannot be written.</exception>
    public static RootFolder Create(string path, RSA key, CaCertificate certificate, byte[] list, Passphrase passphrase, int rounds)
    {
        if (Path.Exists(path))
            throw new CeremonyException($"{path} exists already. Name a folder that does not: a root's files never mix with others.");
        var unfinished = path.TrimEnd(Path.DirectorySeparatorChar) + ".new";
        try
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            PrivateFile.MakeFolder(unfinished);
            EncryptedKeyFile.Write(Path.Combine(unfinished, AuthorityFolder.RootKey), key, passphrase, rounds);
            PrivateFile.WriteNew(Path.Combine(unfinished, AuthorityFolder.RootCertificate), Encoding.ASCII.GetBytes(certificate.Pem));
            PrivateFile.WriteNew(Path.Combine(unfinished, ListName), Encoding.ASCII.GetBytes(Pem(list)));
            Directory.Move(unfinished, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CeremonyException($"{path} cannot be made ({e.Message}).", e);
        }
        return Open(path);
    }

    /// <exception cref="CeremonyException">Not the folder of a root.</exception>
    public static RootFolder Open(string path)
    {
        var certificate = CeremonyFiles.Certificate(Path.Combine(path, AuthorityFolder.RootCertificate));
        var file = Path.Combine(path, ListName);
        try
        {
            return new RootFolder(path, certificate, CrlReader.Read(CeremonyFiles.List(file), certificate));
        }
        catch (AsnContentException e)
        {
            throw new CeremonyException($"{file} is damaged or of another root ({e.Message}). Bring it back from a copy: the next list goes on from it.", e);
        }
    }

    /// <exception cref="AuthorityStartupException">The key is missing or damaged, or the passphrase is another.</exception>
    /// <exception cref="CeremonyException">The key is another's.</exception>
    public SigningKey OpenKey(Passphrase passphrase)
    {
        var key = EncryptedKeyFile.Read(KeyFile, passphrase);
        if (Certificate.Carries(key))
            return new SigningKey(key);
        key.Dispose();
        throw new CeremonyException($"{KeyFile} is not the key of {Certificate.Name}.");
    }

    /// <summary>Signs the next list, with these lines, into the folder.</summary>
    public void Renew(SigningKey key, DateTimeOffset now, TimeSpan lifetime, IReadOnlyList<RevokedCa> entries)
    {
        var next = RootListSigner.Sign(Certificate, key.Sign, List.Number, now, lifetime, entries);
        CeremonyFiles.Write(ListFile, Encoding.ASCII.GetBytes(Pem(next.Der)));
        List = CrlReader.Read(next.Der, Certificate);
    }

    private static string Pem(byte[] list) => PemEncoding.WriteString("X509 CRL", list) + "\n";
}
