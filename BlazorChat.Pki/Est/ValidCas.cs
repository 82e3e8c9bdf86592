using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Est;

/// <summary>
/// RFC 7030 4.1.3: what a client needs to verify whatever this authority has issued and is still good: the CAs in use, those before them that
/// have not ended and are not revoked, and what certifies a root by the one before it, so that who trusts the old root comes to the new one.
/// </summary>
internal sealed class ValidCas(OpenedAuthority authority, RootCrlPublisher rootPublisher, TimeProvider clock)
{
    /// <summary>The newest first: a client that takes but one takes the right one.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> List()
    {
        var now = clock.GetUtcNow();
        var issuers = authority.Keys.Issuers.Reverse().ToList();
        var good = issuers.Where(issuer => rootPublisher.RevokedSince(issuer) is null).Select(issuer => issuer.Certificate);
        return good.Concat(authority.Keys.Roots.Reverse()).Concat(issuers.Select(issuer => issuer.Link).OfType<CaCertificate>())
            .Where(ca => ca.NotAfter > now).Select(ca => (ReadOnlyMemory<byte>)ca.Der);
    }
}
