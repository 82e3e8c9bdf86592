using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ledger;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// Certifies both keys of a device. Steps: read and judge both requests; look whose the keys are; sign; in one transaction
/// look again and write keys, certificates and ledger rows; hand out. A certificate whose transaction fails is dropped.
/// </summary>
internal sealed class IssueCertificates(OpenedAuthority authority, LeafSigner signer, LedgerJournal journal, AuthorityDatabase database, TimeProvider clock)
{
    public async Task<IssueResult> HandleAsync(IssueRequest request, CancellationToken cancellation)
    {
        if (!KeyOwner.IsDevice(request.Device) || request.User == Guid.Empty)
            throw new ArgumentException("A device is a lower-case uuid or \"recovery\", a user is not empty.", nameof(request));
        var owner = new KeyOwner(request.User, request.Device);
        var check = new RequestCheck(owner, request.CommonName, request.ExpectedNonce);
        var (sig, refusal) = check.Check(request.SigCsr, KeyUse.Sig);
        if (sig is null)
            return await RefuseAsync(owner, refusal!, cancellation);
        (var enc, refusal) = check.Check(request.EncCsr, KeyUse.Enc);
        if (enc is null)
            return await RefuseAsync(owner, refusal!, cancellation);
        if (sig.Kid == enc.Kid)
            return new IssueResult.Refused(IssueRefusal.SameKey, null, "Signature and encryption need a key each.");
        if (authority.Keys.Issuing.NotAfter <= clock.GetUtcNow())
            return new IssueResult.Refused(IssueRefusal.AuthorityExpired, null, "The issuing CA's own certificate has ended.");
        return await IssueAsync(new Claim(owner, sig, enc), request.CommonName, cancellation);
    }

    private async Task<IssueResult> IssueAsync(Claim claim, string commonName, CancellationToken cancellation)
    {
        await using (var context = await database.OpenAsync(cancellation))
            if (await claim.FindConflictAsync(context, cancellation) is { } conflict)
                return await RefuseAsync(claim.Owner, conflict, cancellation);

        var now = clock.GetUtcNow();
        var issued = new IssueResult.Issued(
            signer.Sign(claim.Sig, claim.Owner, KeyUse.Sig, commonName, now),
            signer.Sign(claim.Enc, claim.Owner, KeyUse.Enc, commonName, now));
        return await journal.CommitAsync<IssueResult>(async (page, token) =>
        {
            if (await claim.FindConflictAsync(page.Context, token) is { } conflict)
            {
                WriteRefusal(page, claim.Owner, conflict);
                return conflict;
            }
            await WriteAsync(page, issued.Sig, token);
            await WriteAsync(page, issued.Enc, token);
            return issued;
        }, cancellation);
    }

    private static async Task WriteAsync(LedgerPage page, IssuedCertificate certificate, CancellationToken cancellation)
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
        IssuedRows.Write(page, certificate, Actor.User(owner.User));
    }

    /// <summary>Requests for what is somebody else's, or revoked, go on record; mere mistakes of a client do not.</summary>
    private async Task<IssueResult> RefuseAsync(KeyOwner owner, IssueResult.Refused refusal, CancellationToken cancellation)
    {
        if (refusal.Code is IssueRefusal.ForeignName or IssueRefusal.KeyInUse or IssueRefusal.DeviceInUse or IssueRefusal.KeyRevoked or IssueRefusal.KeyHeld)
            await journal.CommitAsync((page, _) => Task.FromResult(WriteRefusal(page, owner, refusal)), cancellation);
        return refusal;
    }

    private static long WriteRefusal(LedgerPage page, KeyOwner owner, IssueResult.Refused refusal) =>
        page.Write(LedgerAct.Refuse, Actor.User(owner.User), new LedgerSubject(owner.User, owner.Device), refusal.Code);
}
