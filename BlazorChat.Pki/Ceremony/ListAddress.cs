using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Ceremony;

/// <summary>
/// Where an issuing CA says that its root's list is (RFC 5280 4.2.1.13). It stays in the certificate for ten years, so whoever makes one is
/// shown it before.
/// </summary>
internal static class ListAddress
{
    /// <returns>Null: it names none.</returns>
    public static string? Of(CaCertificate ca)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(ca.Der);
        return Of(certificate.Extensions);
    }

    /// <returns>Null: it asks for none.</returns>
    public static string? Of(CertificationRequest request) =>
        Of(request.Extensions.Select(extension => new X509Extension(extension.Type, extension.Value.Span, extension.Critical)));

    /// <summary>For people: what a request for an issuing CA is of, to be compared on both sides of its way.</summary>
    public static string Describe(CertificationRequest request) =>
        $"\nSHA-256 of its key: {(request.Key is null ? "none, it is not RSA" : Convert.ToHexString(SHA256.HashData(request.Key.Encoded)))}\nThe root's list will be looked for at: {Of(request) ?? "nowhere"}";

    private static string? Of(IEnumerable<X509Extension> extensions) =>
        extensions.Where(extension => extension.Oid!.Value == LeafExtensions.RevocationLists).SelectMany(extension => ExtensionFacts.Of(extension).Values).FirstOrDefault();
}
