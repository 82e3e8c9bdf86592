using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ledger;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// Certifies keys of one owner, all or none. That the owner holds the private keys, and may ask, the caller has checked. Steps: look whose
/// the keys are; write, lint and sign; in one transaction look again and write keys, certificates and ledger rows; hand out. A certificate
/// whose transaction fails is dropped.
/// </summary>
internal sealed class CertifyKeys(OpenedAuthority authority, LeafSigner signer, LedgerJournal journal, AuthorityDatabase database, TimeProvider clock)
{
    /// <summary>One key, for a TLS server or client or for OCSP answers.</summary>
    public async Task<(IssuedCertificate? Issued, IssueResult.Refused? Refusal)> HandleAsync(RsaPublicKey key, LeafSubject subject, Actor actor, CancellationToken cancellation, string? issuer = null)
    {
        var (issued, refusal) = await HandleAsync(new Claim(new KeyClaim(key, subject)), actor, cancellation, issuer);
        return (issued?[0], refusal);
    }

    /// <param name="claim">The keys, and whose they are to be.</param>
    /// <param name="actor">Who asks; for the ledger.</param>
    /// <param name="cancellation">Gives up; what is durable by then stays so.</param>
    /// <param name="issuer">The id of the issuing CA that signs; null: the one in use.</param>
    /// <returns>The certificates in the order of the keys, or the refusal; its detail is in English.</returns>
    public async Task<(IReadOnlyList<IssuedCertificate>? Issued, IssueResult.Refused? Refusal)> HandleAsync(
        Claim claim, Actor actor, CancellationToken cancellation, string? issuer = null)
    {
        var now = clock.GetUtcNow();
        // Once: another may take over meanwhile.
        var keys = authority.Keys;
        var by = issuer is null ? keys.Current : keys.Issuers.Single(ca => ca.Id == issuer);
        if (by.Certificate.NotAfter <= now)
            return (null, new IssueResult.Refused(IssueRefusal.AuthorityExpired, null, "The issuing CA's own certificate has ended."));
        await using (var context = await database.OpenAsync(cancellation))
            if (await claim.FindConflictAsync(context, cancellation) is { } conflict)
                return (null, await RecordAsync(claim.Owner, conflict, actor, cancellation));

        var certificates = new List<IssuedCertificate>();
        foreach (var (key, subject) in claim.Keys)
        {
            var (certificate, failure) = signer.Sign(key, subject, by, now);
            if (certificate is null)
                return (null, await RecordAsync(claim.Owner, IssueResult.Refused.For(failure!, subject.Profile.Use), actor, cancellation));
            certificates.Add(certificate);
        }
        var refusal = await journal.CommitTogetherAsync(async (page, token) =>
        {
            if (await claim.FindConflictAsync(page.Context, token) is { } conflict)
            {
                RefusedRows.Write(page, claim.Owner, conflict, actor);
                return conflict;
            }
            foreach (var certificate in certificates)
                await WriteAsync(page, certificate, actor, token);
            return null;
        }, cancellation);
        return refusal is null ? (certificates, null) : (null, refusal);
    }

    /// <summary>Puts a refusal on record and hands it back.</summary>
    public async Task<IssueResult.Refused> RecordAsync(KeyOwner owner, IssueResult.Refused refusal, Actor actor, CancellationToken cancellation)
    {
        await journal.CommitTogetherAsync((page, _) => Task.FromResult(RefusedRows.Write(page, owner, refusal, actor)), cancellation);
        return refusal;
    }

    private static async Task WriteAsync(LedgerPage page, IssuedCertificate certificate, Actor actor, CancellationToken cancellation)
    {
        var owner = certificate.Owner;
        if (await page.Context.FindAsync<CertifiedKey>([certificate.Kid], cancellation) is null)
            page.Context.Add(new CertifiedKey
            {
                Kid = certificate.Kid,
                User = owner.User,
                Device = owner.Device,
                Use = certificate.Use,
                PublicKey = certificate.PublicKey.ToArray(),
            });
        IssuedRows.Write(page, certificate, actor);
    }
}
