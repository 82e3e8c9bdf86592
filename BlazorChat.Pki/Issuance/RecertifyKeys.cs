using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// When a root has revoked an issuing CA, certifies people's keys anew that it had certified, those in good standing and in time: the ledger
/// knows that they were issued here, which whoever stole the CA's key cannot say of others. Keys for TLS and OCSP are left alone: their holders
/// would not hear of the new leaf. Idempotent.
/// </summary>
internal sealed partial class RecertifyKeys(
    OpenedAuthority authority, LeafSigner signer, RootCrlPublisher rootPublisher, LedgerJournal journal, TimeProvider clock, ILogger<RecertifyKeys> logger)
{
    private const int BatchSize = 200; // 2 ms each: others get their turn of the ledger in between

    public async Task HandleAsync(CancellationToken cancellation)
    {
        var revoked = authority.Keys.Issuers.Where(issuer => rootPublisher.RevokedSince(issuer) is not null).Select(issuer => issuer.Id).ToList();
        if (revoked.Count == 0 || revoked.Contains(authority.Keys.Current.Id))
            return;
        var certified = 0;
        while (await journal.CommitAsync((page, token) => BatchAsync(page, revoked, token), cancellation) is { Count: > 0 } batch)
        {
            batch.ForEach(use => AuthorityMeters.Issued(use));
            certified += batch.Count;
        }
        if (certified > 0)
            LogRecertified(certified);
    }

    private async Task<List<KeyUse>> BatchAsync(LedgerPage page, List<string> revoked, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var leaves = page.Context.Set<CertificateRow>().AsNoTracking();
        var found = await leaves
            .Where(leaf => revoked.Contains(leaf.Issuer) && leaf.NotAfter > now && !leaves.Any(other => other.Kid == leaf.Kid && other.IssuedSeq > leaf.IssuedSeq))
            .Join(page.Context.Set<CertifiedKey>().Where(key => key.State == KeyState.Good && (key.Use == KeyUse.Sig || key.Use == KeyUse.Enc)), leaf => leaf.Kid, key => key.Kid, (leaf, key) => new { leaf.Der, key })
            .OrderBy(pair => pair.key.Kid).Take(BatchSize).ToListAsync(cancellation);
        var certified = new List<KeyUse>();
        foreach (var pair in found)
        {
            var subject = LeafSubject.Device(pair.key.Owner, pair.key.Use, NameOf(pair.Der));
            if (signer.Sign(RsaPublicKey.Read(pair.key.PublicKey)!, subject, authority.Keys.Current, now) is not { Certificate: { } leaf })
                continue; // a rule that is newer than the key
            IssuedRows.Write(page, leaf, Actor.System);
            certified.Add(pair.key.Use);
        }
        return certified;
    }

    private static string NameOf(byte[] der)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
    }

    [LoggerMessage(1014, LogLevel.Warning, "{Keys} keys are certified anew, since the issuing CA that had certified them is revoked")]
    private partial void LogRecertified(int keys);
}
