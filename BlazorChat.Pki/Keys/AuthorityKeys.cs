using System.Security.Cryptography;

namespace BlazorChat.Pki.Keys;

/// <summary>An opened authority: its certificates and the issuing key. The root key is only read while it signs.</summary>
internal sealed class AuthorityKeys(
    CaCertificate root,
    CaCertificate issuing,
    SigningKey issuingKey,
    string rootKeyFile,
    Passphrase passphrase,
    bool created,
    IReadOnlyList<string> tightened) : IDisposable
{
    public CaCertificate Root { get; } = root;

    public CaCertificate Issuing { get; } = issuing;

    public SigningKey IssuingKey { get; } = issuingKey;

    public Passphrase Passphrase { get; } = passphrase;

    /// <summary>Made by this very start.</summary>
    public bool Created { get; } = created;

    /// <summary>What was open to other accounts and is not any more.</summary>
    public IReadOnlyList<string> Tightened { get; } = tightened;

    /// <summary>False once an operator has taken the root key away, as one should.</summary>
    public bool RootKeyPresent => File.Exists(rootKeyFile);

    public RSA OpenRootKey() => EncryptedKeyFile.Read(rootKeyFile, Passphrase);

    public void Dispose() => IssuingKey.Dispose();
}
