using System.Security.Cryptography.X509Certificates;

namespace BlazorChat.Pki.Certificates;

/// <summary>PKCS#7: certificates in one file, in the form of a SignedData that signs nothing (RFC 5652 5).</summary>
internal static class CertificatesOnly
{
    public const string MediaType = "application/pkcs7-mime; smime-type=certs-only"; // RFC 8551 3.2.2, RFC 5273

    public static byte[] Pack(IEnumerable<ReadOnlyMemory<byte>> certificates)
    {
        var collection = new X509Certificate2Collection(certificates.Select(der => X509CertificateLoader.LoadCertificate(der.Span)).ToArray());
        try
        {
            return collection.Export(X509ContentType.Pkcs7)!;
        }
        finally
        {
            foreach (var certificate in collection)
                certificate.Dispose();
        }
    }
}
