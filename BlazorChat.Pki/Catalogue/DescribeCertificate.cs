using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Catalogue;

/// <summary>Reads a certificate for people, with what the books, the list and the responder say of it. It was issued here, so it is well-formed.</summary>
internal sealed class DescribeCertificate(OpenedAuthority authority, CrlPublisher publisher, AskOwnResponder responder)
{
    public async Task<CertificateDetails> HandleAsync(ListedCertificate listed, Books books, CancellationToken cancellation)
    {
        var leaf = await books.Leaves.FirstAsync(leaf => leaf.Serial == listed.Serial, cancellation);
        var siblings = await books.Leaves.CountAsync(other => other.Kid == leaf.Kid, cancellation);
        var history = await books.Ledger.Where(row => row.Kid == leaf.Kid).OrderByDescending(row => row.Seq).Take(CertificateDetails.MaxHistory)
            .Select(row => new HistoryEntry(row.Seq, row.At, row.Act.ToString(), row.Actor, row.Reason, row.Serial)).ToListAsync(cancellation);
        var issuer = authority.Keys.Issuers.FirstOrDefault(issuer => issuer.Id == leaf.Issuer);
        var published = publisher.Current;
        using var certificate = X509CertificateLoader.LoadCertificate(leaf.Der);
        using var key = certificate.GetRSAPublicKey();
        return new CertificateDetails(
            listed, certificate.SubjectName.Format(multiLine: false), key?.KeySize ?? 0, Convert.ToHexString(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())),
            [.. certificate.Extensions.Select(ExtensionFacts.Of)], issuer is null ? [] : [Link(issuer.Certificate, issuer.Name), Link(issuer.Root, issuer.RootName)],
            siblings, history, published.Crl.Number, published.StatusOf(leaf.Kid), issuer is null ? OcspSays.Nothing : await responder.AskAsync(issuer, listed.Serial, cancellation), leaf.Der);
    }

    private static ChainLink Link(CaCertificate ca, string publishedAs) => new(ca.Name, ca.Fingerprint, ca.NotAfter, publishedAs);
}

/// <summary>Asks the responder of this host as a client would, without a nonce.</summary>
internal sealed class AskOwnResponder(KeptAnswers kept)
{
    public async Task<OcspSays> AskAsync(IssuingCa issuer, string serial, CancellationToken cancellation)
    {
        if (issuer.Key is null)
            return OcspSays.Nothing;
        try
        {
            return await kept.OfAsync(issuer.Certificate, CertId.Of(issuer.Certificate, serial), cancellation) is OcspAnswer.Kept { Signed.SaidOfFirst.State: var state }
                ? state == KeyState.Good ? OcspSays.Good : OcspSays.Revoked
                : OcspSays.Nothing;
        }
        catch (OcspException)
        {
            return OcspSays.Nothing;
        }
    }
}
