using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// Certifies keys of one owner, all or none. That the owner holds the private keys, and may ask, the caller has checked. Steps: look whose
/// the keys are and whether the policy admits them; write, lint and sign; in one transaction look again and write keys, certificates and
/// ledger rows; hand out. A certificate whose transaction fails is dropped. Who repeats a request, because the answer was lost or from
/// impatience, gets the certificate that the first one got.
/// </summary>
internal sealed class CertifyKeys(OpenedAuthority authority, LeafSigner signer, Admission admission, KnownKeys knownKeys, IKeyOwners owners, LedgerJournal journal, AuthorityDatabase database, TimeProvider clock)
{
    private static readonly TimeSpan RepeatsWithin = TimeSpan.FromMinutes(5);

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
            return (null, new IssueResult.Refused(IssueRefusal.AuthorityExpired, null, "The issuing CA's own certificate has ended. Ask an administrator, who can install another."));
        if (by.Certificate.NotBefore > now)
            return (null, new IssueResult.Refused(IssueRefusal.LintFailed, null, $"By the clock of this host the issuing CA is not there yet: it begins {by.Certificate.NotBefore:u}. Set the clock right."));
        if (await claim.FindConflictAsync(knownKeys, page: null, cancellation) is { Conflict: { } before })
            return (null, await RecordAsync(claim.Owner, before, actor, cancellation));
        // Requests that may wait or repeat depend on rows that others wrote.
        var alone = claim.Request is not null || admission.Asks(claim.Owner);
        if (alone)
        {
            await using var context = await database.OpenAsync(cancellation);
            if (await FindRepeatedAsync(context, claim, now, cancellation) is { } repeated)
                return (repeated, null);
            if (await admission.JudgeAsync(context, claim, now, cancellation) is { } obstacle)
                return (null, obstacle.Code == IssueRefusal.ApprovalPending ? await admission.AskAsync(claim, actor, cancellation) : obstacle);
        }

        using var expected = alone ? null : journal.Expect();
        var certificates = new List<IssuedCertificate>();
        foreach (var (key, subject) in claim.Keys)
        {
            var (certificate, failure) = signer.Sign(key, subject, by, now);
            if (certificate is null)
                return (null, await RecordAsync(claim.Owner, IssueResult.Refused.For(failure!, subject.Profile.Use), actor, cancellation));
            certificates.Add(certificate);
        }
        var writing = alone ? journal.CommitAsync(WriteAllAsync, cancellation) : journal.CommitTogetherAsync(WriteAllAsync, cancellation);
        expected?.Dispose();
        var result = await writing;
        if (ReferenceEquals(result.Item1, certificates))
            certificates.ForEach(certificate => AuthorityMeters.Issued(certificate.Use));
        return result;

        async Task<(IReadOnlyList<IssuedCertificate>?, IssueResult.Refused?)> WriteAllAsync(LedgerPage page, CancellationToken token)
        {
            if (claim.Owner.User != Guid.Empty && !await owners.MayBeCertifiedAsync(claim.Owner.User, alone ? page.Context : null, token))
                return (null, new IssueResult.Refused(IssueRefusal.AccountClosed, null, "The account may not be used. Ask an administrator."));
            var (conflict, known) = await claim.FindConflictAsync(knownKeys, page, token);
            if (conflict is not null)
            {
                RefusedRows.Write(page, claim.Owner, conflict, actor);
                return (null, conflict);
            }
            if (await FindRepeatedAsync(page.Context, claim, page.Now, token) is { } repeated)
                return (repeated, null);
            if (await admission.JudgeAsync(page.Context, claim, page.Now, token) is { } obstacle)
                return (null, obstacle);
            foreach (var certificate in certificates)
                Write(page, certificate, known.Contains(certificate.Kid), claim.Request, actor);
            await admission.RedeemAsync(page.Context, claim, token);
            return (certificates, null);
        }
    }

    /// <summary>Requests for what is somebody else's go on record; mere mistakes of a client do not.</summary>
    public async Task<IssueResult.Refused> RecordForeignAsync(KeyOwner owner, IssueResult.Refused refusal, Actor actor, CancellationToken cancellation) =>
        refusal.Code == IssueRefusal.ForeignName ? await RecordAsync(owner, refusal, actor, cancellation) : refusal;

    /// <summary>Puts a refusal on record and hands it back.</summary>
    private async Task<IssueResult.Refused> RecordAsync(KeyOwner owner, IssueResult.Refused refusal, Actor actor, CancellationToken cancellation)
    {
        await journal.CommitTogetherAsync((page, _) => Task.FromResult(RefusedRows.Write(page, owner, refusal, actor)), cancellation);
        return refusal;
    }

    private static async Task<IReadOnlyList<IssuedCertificate>?> FindRepeatedAsync(DbContext context, Claim claim, DateTimeOffset now, CancellationToken cancellation)
    {
        if (claim.Request is not { } request || claim.Keys is not [var only])
            return null;
        var (kid, from) = (only.Key.Kid, now - RepeatsWithin);
        var found = await context.Set<CertificateRow>().AsNoTracking().Where(leaf => leaf.Kid == kid && leaf.Request == request)
            .Join(context.Set<LedgerRow>().Where(row => row.At > from), leaf => leaf.IssuedSeq, row => row.Seq, (leaf, row) => leaf)
            .Join(context.Set<CertifiedKey>(), leaf => leaf.Kid, key => key.Kid, (leaf, key) => new { leaf, key })
            .OrderByDescending(row => row.leaf.IssuedSeq).FirstOrDefaultAsync(cancellation);
        return found is null ? null : [found.leaf.ToIssued(found.key)];
    }

    private static void Write(LedgerPage page, IssuedCertificate certificate, bool isKnown, string? request, Actor actor)
    {
        var owner = certificate.Owner;
        if (!isKnown)
            page.Add(new CertifiedKey
            {
                Kid = certificate.Kid,
                User = owner.User,
                Device = owner.Device,
                Use = certificate.Use,
                PublicKey = certificate.PublicKey.ToArray(),
            });
        IssuedRows.Write(page, certificate, actor, request);
    }
}
