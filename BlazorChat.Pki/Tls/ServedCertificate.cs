using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Tls;

/// <summary>A certificate of the server with its key, as connections take it up. Not disposed when the next comes: handshakes may be using it.</summary>
/// <param name="Issuer">The issuing CA, by its key identifier.</param>
internal sealed record ServedCertificate(string Kid, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, SslStreamCertificateContext Context)
{
    private const double RenewAfter = 2.0 / 3; // of its life: day 60 of 90 leaves a month to notice that it does not work

    public DateTimeOffset RenewFrom => NotBefore + ((NotAfter - NotBefore) * RenewAfter);

    public static ServedCertificate Of(string kid, DateTimeOffset notBefore, DateTimeOffset notAfter, ReadOnlyMemory<byte> der, RSA key, CaCertificate issuer)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der.Span);
        var leaf = certificate.CopyWithPrivateKey(key);
        if (OperatingSystem.IsWindows()) // whose TLS takes no key that was never stored
            leaf = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), password: null);
        // Offline: building the chain must not ask this very host for certificates and lists.
        var context = SslStreamCertificateContext.Create(leaf, [X509CertificateLoader.LoadCertificate(issuer.Der)], offline: true);
        return new ServedCertificate(kid, issuer.Id, notBefore, notAfter, context);
    }
}
