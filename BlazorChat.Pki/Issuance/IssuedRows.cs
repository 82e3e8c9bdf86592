using System.Security.Cryptography;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Ledger;

namespace BlazorChat.Pki.Issuance;

/// <summary>A leaf in the books: its row of the ledger, and itself.</summary>
internal static class IssuedRows
{
    public static void Write(LedgerPage page, IssuedCertificate certificate, Actor actor, string? request = null)
    {
        var subject = new LedgerSubject(certificate.Owner.User == Guid.Empty ? null : certificate.Owner.User, certificate.Owner.Device, certificate.Kid, certificate.Serial);
        var seq = page.Write(LedgerAct.Issue, actor, subject, detail: Convert.ToHexString(SHA256.HashData(certificate.Der.Span)));
        page.Add(new CertificateRow
        {
            Serial = certificate.Serial,
            Issuer = certificate.Issuer,
            Kid = certificate.Kid,
            NotBefore = certificate.NotBefore,
            NotAfter = certificate.NotAfter,
            IssuedSeq = seq,
            Der = certificate.Der.ToArray(),
            Request = request,
        });
    }
}
