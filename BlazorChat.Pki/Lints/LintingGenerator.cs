using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Lints;

/// <summary>
/// Stands between whoever writes a certificate and the CA's key: the bytes handed over for signing are linted, and those same bytes are
/// signed or none.
/// </summary>
internal sealed class LintingGenerator(X509SignatureGenerator key, LeafSubject meant, CaCertificate issuer) : X509SignatureGenerator
{
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => key.GetSignatureAlgorithmIdentifier(hashAlgorithm);

    /// <exception cref="LintException">They broke a rule; nothing is signed.</exception>
    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
        CertificateLints.Check(data, meant, issuer) is { } failure ? throw new LintException(failure) : key.SignData(data, hashAlgorithm);

    protected override PublicKey BuildPublicKey() => key.PublicKey;
}

/// <summary>Carries a failure through the framework's writer of certificates, from <see cref="LintingGenerator"/> to the signer.</summary>
internal sealed class LintException(LintFailure failure) : Exception(failure.ToString())
{
    public LintFailure Failure { get; } = failure;
}
