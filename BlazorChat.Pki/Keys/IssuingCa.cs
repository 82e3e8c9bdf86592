using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Keys;

/// <summary>
/// An issuing CA that this installation has or had, with the root above it. The newest issues; the others go on to be
/// verified against, and to sign their own revocation list.
/// </summary>
/// <param name="Ordinal">From 1, in the order of installation. It names the addresses inside certificates, so it never changes.</param>
/// <param name="Folder">Where its files are.</param>
/// <param name="Link">The root's key certified by the root before it, if this issuing CA came with a new root.</param>
/// <param name="Key">Null: the key is lost or was destroyed; its list cannot be signed any more.</param>
internal sealed record IssuingCa(int Ordinal, string Folder, CaCertificate Certificate, CaCertificate Root, CaCertificate? Link, SigningKey? Key) : IDisposable
{
    public string Id => Certificate.Id;

    /// <summary><c>issuing</c>, then <c>issuing-2</c> and on.</summary>
    public string Name => AuthorityAddresses.Issuing(Ordinal);

    /// <summary>By which the root above it is published: <c>root</c>, then <c>root-2</c> and on. Several may name one root.</summary>
    public string RootName => AuthorityAddresses.Root(Ordinal);

    public string KeyFile => Path.Combine(Folder, AuthorityFolder.IssuingKey);

    public string RootKeyFile => Path.Combine(Folder, AuthorityFolder.RootKey);

    public bool Signed(SignedStructure structure) =>
        Key is null ? Certificate.Signed(structure) : structure.IsSha256WithRsa && Key.Verify(structure.Signed.Span, structure.Signature.Span);

    public void Dispose() => Key?.Dispose();
}
