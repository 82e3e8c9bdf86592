using System.Collections.Concurrent;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Ocsp;

/// <summary>Finds the issuing CA that a request is about.</summary>
internal sealed class OcspIssuers(OpenedAuthority authority)
{
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, IssuerHashes>> _hashes = new(StringComparer.Ordinal);

    /// <summary>Those whose certificates are answered for: an older issuing CA too, while its key is here to certify a responder.</summary>
    private IEnumerable<CaCertificate> Issuers => authority.Keys.Issuers.Where(issuer => issuer.Key is not null).Select(issuer => issuer.Certificate);

    /// <returns>Null: not ours, or not one for all. An answer has one signature, and a signer speaks for one CA (RFC 6960 4.2.2.2).</returns>
    public CaCertificate? Find(IReadOnlyList<CertId> certificates)
    {
        foreach (var issuer in Issuers)
        {
            var hashes = _hashes.GetOrAdd(issuer.Fingerprint, _ => IssuerHashes.Of(issuer));
            if (certificates.All(certificate => hashes.TryGetValue(certificate.HashAlgorithm, out var known) && certificate.IsIssuedBy(known)))
                return issuer;
        }
        return null;
    }
}
