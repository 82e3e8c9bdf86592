using System.Buffers.Text;
using System.Security.Cryptography;
using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Issuance;

/// <summary>A person asks for a certificate for a TLS client of their own.</summary>
/// <param name="User">Who asks, authenticated by the caller.</param>
/// <param name="DisplayName">The directory's.</param>
/// <param name="Csr">PKCS#10, DER.</param>
/// <param name="From">The address it came from.</param>
/// <param name="CurrentName">The common name of the certificate that is to be renewed; null: a first one.</param>
internal sealed record ClientRequest(Guid User, string DisplayName, ReadOnlyMemory<byte> Csr, string From, string? CurrentName);

/// <summary>
/// Certifies a key of a person for TLS. The profile names the user and no device, so the certificate opens no chain and reads no message.
/// The same request again within minutes gets the same certificate.
/// </summary>
internal sealed class IssueClientCertificate(CertifyKeys certify)
{
    public async Task<(IssuedCertificate? Issued, IssueResult.Refused? Refusal)> HandleAsync(ClientRequest request, CancellationToken cancellation)
    {
        var subject = LeafSubject.TlsClient(request.User, request.DisplayName);
        var actor = Actor.User(request.User);
        var (key, refusal) = new RequestCheck(request.DisplayName, nonce: null) { CurrentName = request.CurrentName }.Check(request.Csr, subject);
        if (key is null)
            return (null, await certify.RecordForeignAsync(subject.Owner, refusal!, actor, cancellation));
        var claim = new Claim(new KeyClaim(key, subject) { Csr = request.Csr }) { From = request.From, Request = Base64Url.EncodeToString(SHA256.HashData(request.Csr.Span)) };
        (var issued, refusal) = await certify.HandleAsync(claim, actor, cancellation);
        return (issued?[0], refusal);
    }
}
