using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Issuance;

/// <summary>Writes and signs a leaf by its profile. Nothing of the request goes in but the key.</summary>
internal sealed class LeafSigner(OpenedAuthority authority, AuthoritySettings settings)
{
    /// <param name="now">notBefore lies <see cref="LeafProfile.Backdate"/> before it; notAfter never after the issuer's.</param>
    public IssuedCertificate Sign(RsaPublicKey key, KeyOwner owner, KeyUse use, string commonName, DateTimeOffset now)
    {
        var current = authority.Keys.Current; // once: another may take over meanwhile
        var issuer = current.Certificate;
        var profile = LeafProfile.Of(owner, use);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(CommonName.Sanitise(commonName, owner.User.ToString("D")));
        var publicKey = PublicKey.CreateFromSubjectPublicKeyInfo(key.Encoded, out _);
        var request = new CertificateRequest(name.Build(), publicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(LeafExtensions.NoAuthority());
        request.CertificateExtensions.Add(LeafExtensions.Usage(profile.KeyUsage));
        request.CertificateExtensions.Add(LeafExtensions.Owner(owner.Uri));
        request.CertificateExtensions.Add(LeafExtensions.KeyIdentifier(publicKey));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(issuer.KeyIdentifier.Span));
        request.CertificateExtensions.Add(LeafExtensions.RevocationList(settings.Address(AuthorityAddresses.Crl(current.Name))));
        request.CertificateExtensions.Add(LeafExtensions.Issuer(settings.Address(AuthorityAddresses.Der(current.Name))));

        var notBefore = Later(now - LeafProfile.Backdate, issuer.NotBefore);
        var notAfter = Earlier(now + profile.Lifetime, issuer.NotAfter);
        var serial = SerialNumber.Next();
        var der = current.Key!.Use(caKey =>
        {
            using var certificate = request.Create(issuer.Subject, X509SignatureGenerator.CreateForRSA(caKey, RSASignaturePadding.Pkcs1), notBefore, notAfter, serial.Bytes);
            return certificate.RawData;
        });
        return new IssuedCertificate(key.Kid, serial.ToString(), owner, use, Seconds(notBefore), Seconds(notAfter), key.Encoded, der);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    /// <summary>What is stored is what the certificate can say: whole seconds.</summary>
    private static DateTimeOffset Seconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
