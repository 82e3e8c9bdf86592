using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Lints;

/// <summary>
/// Stands between whoever writes a certificate and the CA's key: the bytes handed over are linted, and those same bytes are signed or none.
/// </summary>
internal static class LintedCertificate
{
    /// <param name="written">The TBSCertificate, DER.</param>
    /// <param name="sign">The issuer's key: makes an RSA PKCS#1 signature with SHA-256.</param>
    /// <returns>The certificate, DER, or the rule it would have broken: then nothing was signed.</returns>
    public static (byte[]? Certificate, LintFailure? Failure) Sign(byte[] written, LeafSubject meant, CaCertificate issuer, Func<byte[], byte[]> sign) =>
        CertificateLints.Check(written, meant, issuer) is { } failure ? (null, failure) : (SignedStructure.Write(written, sign(written)), null);
}
