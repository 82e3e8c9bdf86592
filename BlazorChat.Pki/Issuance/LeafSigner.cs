using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Lints;

namespace BlazorChat.Pki.Issuance;

/// <summary>Writes a leaf by its profile, lints it and signs it. Nothing of the request goes in but the key.</summary>
internal sealed class LeafSigner(AuthoritySettings settings)
{
    /// <param name="now">notBefore lies <see cref="LeafProfile.Backdate"/> before it; notAfter never after the issuer's.</param>
    /// <param name="by">Issues it, and has its key.</param>
    /// <returns>The certificate, or the rule that it would have broken: then nothing was signed.</returns>
    public (IssuedCertificate? Certificate, LintFailure? Failure) Sign(RsaPublicKey key, LeafSubject subject, IssuingCa by, DateTimeOffset now)
    {
        var issuer = by.Certificate;
        var request = Write(key, subject, by);
        var notBefore = Later(now - LeafProfile.Backdate, issuer.NotBefore);
        var notAfter = Earlier(now + subject.Profile.Lifetime, issuer.NotAfter);
        var serial = SerialNumber.Next();
        try
        {
            var der = by.Key!.Use(caKey =>
            {
                var generator = new LintingGenerator(X509SignatureGenerator.CreateForRSA(caKey, RSASignaturePadding.Pkcs1), subject, issuer);
                using var certificate = request.Create(issuer.Subject, generator, notBefore, notAfter, serial.Bytes);
                return certificate.RawData;
            });
            return (new IssuedCertificate(key.Kid, serial.ToString(), subject.Owner, subject.Profile.Use, Seconds(notBefore), Seconds(notAfter), key.Encoded, der) { Issuer = by.Id }, null);
        }
        catch (LintException e)
        {
            return (null, e.Failure);
        }
    }

    private CertificateRequest Write(RsaPublicKey key, LeafSubject subject, IssuingCa by)
    {
        var issuer = by.Certificate;
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(subject.CommonName);
        var publicKey = PublicKey.CreateFromSubjectPublicKeyInfo(key.Encoded, out _);
        var request = new CertificateRequest(name.Build(), publicKey, HashAlgorithmName.SHA256);
        foreach (var extension in subject.Extensions())
            request.CertificateExtensions.Add(extension);
        request.CertificateExtensions.Add(LeafExtensions.KeyIdentifier(publicKey));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(issuer.KeyIdentifier.Span));
        request.CertificateExtensions.Add(LeafExtensions.RevocationList(settings.Address(AuthorityAddresses.Crl(by.Name))));
        request.CertificateExtensions.Add(LeafExtensions.Issuer(
            settings.Address(AuthorityAddresses.Der(by.Name)), subject.Profile.NoRevocationCheck ? null : settings.Address(AuthorityAddresses.Ocsp)));
        return request;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    /// <summary>What is stored is what the certificate can say: whole seconds.</summary>
    private static DateTimeOffset Seconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
