using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Issuance;

/// <summary>Certifies both keys of a device: reads and judges both requests, then hands the keys on.</summary>
internal sealed class IssueCertificates(CertifyKeys certify)
{
    public async Task<IssueResult> HandleAsync(IssueRequest request, CancellationToken cancellation)
    {
        if (!KeyOwner.IsDevice(request.Device) || request.User == Guid.Empty)
            throw new ArgumentException("A device is a lower-case uuid or \"recovery\", a user is not empty.", nameof(request));
        var owner = new KeyOwner(request.User, request.Device);
        var actor = Actor.User(request.User);
        var check = new RequestCheck(request.CommonName, request.ExpectedNonce);
        var sig = LeafSubject.Device(owner, KeyUse.Sig, request.CommonName);
        var (sigKey, refusal) = check.Check(request.SigCsr, sig);
        if (sigKey is null)
            return await certify.RecordForeignAsync(owner, refusal!, actor, cancellation);
        var enc = LeafSubject.Device(owner, KeyUse.Enc, request.CommonName);
        (var encKey, refusal) = check.Check(request.EncCsr, enc);
        if (encKey is null)
            return await certify.RecordForeignAsync(owner, refusal!, actor, cancellation);
        if (sigKey.Kid == encKey.Kid)
            return new IssueResult.Refused(IssueRefusal.SameKey, null, "Signature and encryption need a key each.");

        (var issued, refusal) = await certify.HandleAsync(new Claim(new KeyClaim(sigKey, sig) { Csr = request.SigCsr }, new KeyClaim(encKey, enc) { Csr = request.EncCsr }) { From = request.From }, actor, cancellation);
        return issued is [var sigCertificate, var encCertificate] ? new IssueResult.Issued(sigCertificate, encCertificate) : refusal!;
    }
}
