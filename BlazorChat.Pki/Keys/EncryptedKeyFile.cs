using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace BlazorChat.Pki.Keys;

/// <summary>A CA key at rest: PEM of PKCS#8 EncryptedPrivateKeyInfo (RFC 5958), PBES2 with AES-256 (RFC 8018).</summary>
internal static class EncryptedKeyFile
{
    private const string Label = "ENCRYPTED PRIVATE KEY";

    public static void Write(string path, RSA key, Passphrase passphrase, int rounds)
    {
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA512, rounds);
        PrivateFile.WriteNew(path, Encoding.ASCII.GetBytes(key.ExportEncryptedPkcs8PrivateKeyPem(passphrase.Text, encryption) + "\n"));
    }

    /// <exception cref="AuthorityStartupException">Damaged, or another passphrase.</exception>
    public static RSA Read(string path, Passphrase passphrase)
    {
        var encrypted = Decode(path, KeyText(path));
        var key = RSA.Create();
        try
        {
            key.ImportEncryptedPkcs8PrivateKey(passphrase.Text, encrypted, out _);
            return key;
        }
        catch (CryptographicException e)
        {
            key.Dispose();
            throw new AuthorityStartupException(passphrase.Key, $"The passphrase from {passphrase.Source} does not open {path}.",
                $"Give the passphrase that the key was made with; if that is this one, the key is damaged: bring {path} back from a backup.", e);
        }
    }

    private static string KeyText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuthorityStartupException(AuthoritySettings.PathKey, $"The key {path} cannot be read ({e.Message}).",
                "Bring it back from a backup, readable by the account that runs BlazorChat.", e);
        }
    }

    private static byte[] Decode(string path, string text)
    {
        try
        {
            var pem = PemEncoding.Find(text);
            if (text.AsSpan()[pem.Label] is not Label)
                throw new InvalidDataException($"It is labelled \"{text[pem.Label]}\".");
            var encrypted = Convert.FromBase64String(text[pem.Base64Data]);
            // RFC 5958 3: SEQUENCE { AlgorithmIdentifier, OCTET STRING }. Looked at before decryption, so that damage is not called a wrong passphrase.
            var outer = new AsnReader(encrypted, AsnEncodingRules.DER);
            var info = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            info.ReadSequence();
            info.ReadOctetString();
            info.ThrowIfNotEmpty();
            return encrypted;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or AsnContentException or InvalidDataException)
        {
            throw new AuthorityStartupException(AuthoritySettings.PathKey, $"The key {path} is damaged ({e.Message})", "Bring it back from a backup.", e);
        }
    }
}
