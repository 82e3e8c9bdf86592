using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Lints;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// Reads a request that waits for people, and judges it again: it was admitted when it came, but that may be days ago, and the database may
/// have been changed by hand. What is approved is the claim to these keys, so whether they are the same is among the findings.
/// </summary>
internal sealed class DescribeRequest(AuthorityDatabase database, KnownKeys known, TimeProvider clock)
{
    public async Task<RequestDetails?> HandleAsync(string id, string displayName, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var context = await database.OpenAsync(cancellation);
        var row = await context.Set<RequestRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && row.State == RequestState.Waiting && row.Until > now, cancellation);
        if (row is null)
            return null;
        var subjects = SubjectsOf(new KeyOwner(row.User, row.Device), displayName);
        var claim = Read(row, subjects);
        return new RequestDetails(subjects[0].CommonName, subjects[0].Names.Lines, claim is null ? [] : await DescribeAsync(row, claim, cancellation));
    }

    private static LeafSubject[] SubjectsOf(KeyOwner owner, string displayName) => owner.IsTlsClient
        ? [LeafSubject.TlsClient(owner.User, displayName)]
        : [LeafSubject.Device(owner, KeyUse.Sig, displayName), LeafSubject.Device(owner, KeyUse.Enc, displayName)];

    /// <returns>The claim that was made; null: it cannot be had from what was kept.</returns>
    private static Claim? Read(RequestRow row, LeafSubject[] subjects)
    {
        try
        {
            var kept = new AsnReader(row.Csrs ?? [], AsnEncodingRules.DER);
            var keys = new List<KeyClaim>();
            while (kept.HasData)
            {
                var csr = kept.ReadEncodedValue();
                if (keys.Count == subjects.Length || CertificationRequest.Read(csr).Key is not { } key)
                    return null;
                keys.Add(new KeyClaim(key, subjects[keys.Count]) { Csr = csr });
            }
            return keys.Count == subjects.Length ? new Claim(keys) : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<RequestedKey>> DescribeAsync(RequestRow row, Claim claim, CancellationToken cancellation)
    {
        var (conflict, _) = await claim.FindConflictAsync(known, page: null, cancellation);
        var same = claim.Id == row.Id && claim.Fingerprint == row.Key;
        return [.. claim.Keys.Select(key => Describe(key, same, conflict?.Use == key.Use ? conflict.Code : null))];
    }

    private static RequestedKey Describe(KeyClaim claim, bool same, string? conflict)
    {
        var request = CertificationRequest.Read(claim.Csr);
        var (key, subject) = (claim.Key, claim.Subject);
        var weakness = KeyLints.WeaknessOf(key);
        return new RequestedKey(
            CertificateProfiles.Of(subject.Owner, claim.Use), subject.Profile.Lifetime, new X500DistinguishedName(request.Subject.Span).Format(multiLine: false),
            (int)key.Modulus.GetBitLength(), Convert.ToHexString(SHA256.HashData(key.Encoded)), request.Algorithm,
            [.. request.Extensions.Select(extension => ExtensionFacts.Of(new X509Extension(extension.Type, extension.Value.Span, extension.Critical)))],
            [
                new RequestFinding(RequestRule.Same, same),
                new RequestFinding(RequestRule.Signed, request.IsSigned),
                new RequestFinding(RequestRule.Strong, RequestCheck.IsStrong(key, subject.Profile)),
                new RequestFinding(RequestRule.NotWeak, weakness is null, weakness),
                new RequestFinding(RequestRule.Modest, request.Extensions.All(extension => RequestCheck.MayAskFor(extension, subject))),
                new RequestFinding(RequestRule.Free, conflict is null, conflict),
            ],
            claim.Csr);
    }
}
