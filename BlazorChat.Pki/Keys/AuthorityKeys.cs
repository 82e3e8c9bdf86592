using System.Security.Cryptography;

namespace BlazorChat.Pki.Keys;

/// <summary>An opened authority: its CAs and their keys. The root's key is only read while it signs.</summary>
/// <param name="issuers">The last one has its key.</param>
/// <param name="created">Made by this very start.</param>
/// <param name="tightened">What was open to other accounts and is not any more.</param>
internal sealed class AuthorityKeys(IReadOnlyList<IssuingCa> issuers, Passphrase passphrase, bool created, IReadOnlyList<string> tightened) : Hierarchy(issuers), IDisposable
{
    public SigningKey IssuingKey => Current.Key!;

    public Passphrase Passphrase { get; } = passphrase;

    public bool Created { get; } = created;

    public IReadOnlyList<string> Tightened { get; } = tightened;

    /// <summary>False once an operator has taken the root key away, as one should.</summary>
    public bool RootKeyPresent => RootKeyFile(Root) is not null;

    /// <summary>The issuing CA that this name is of, or of whose root; null: there is none.</summary>
    public IssuingCa? FindIssuer(string name) => Issuers.FirstOrDefault(issuer => name == issuer.Name || name == issuer.RootName);

    /// <summary>The CA that is published under this name; null: there is none.</summary>
    public CaCertificate? Find(string name) =>
        FindIssuer(name) is not { } issuer ? null
        : name == issuer.Name ? issuer.Certificate
        : issuer.Root;

    public RSA OpenRootKey(string file) => EncryptedKeyFile.Read(file, Passphrase);

    public void Dispose()
    {
        foreach (var issuer in Issuers)
            issuer.Dispose();
    }
}
