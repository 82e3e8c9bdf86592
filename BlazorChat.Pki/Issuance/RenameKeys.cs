using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// Certifies a user's keys anew under another display name. That the user holds them was proved when they were first certified, so no
/// request is needed. Keys revoked, on hold or expired are left alone: they get the name when they are released or renewed. So are keys
/// for TLS, whose holders would not hear of the new leaf.
/// </summary>
internal sealed class RenameKeys(OpenedAuthority authority, LeafSigner signer, LedgerJournal journal, TimeProvider clock)
{
    public async Task<int> HandleAsync(Guid user, string commonName, Actor actor, CancellationToken cancellation)
    {
        if (authority.Keys.Issuing.NotAfter <= clock.GetUtcNow())
            return 0;
        var subject = CommonName.Sanitise(commonName, user.ToString("D"));
        var uses = new List<KeyUse>();
        await journal.CommitAsync(async (page, token) =>
        {
            var now = clock.GetUtcNow();
            uses.Clear();
            foreach (var (key, newest) in await NewestAsync(page.Context, user, token))
            {
                if (newest.NotAfter <= now || SubjectOf(newest.Der) == subject)
                    continue;
                var (leaf, failure) = signer.Sign(RsaPublicKey.Read(key.PublicKey)!, LeafSubject.Device(key.Owner, key.Use, commonName), authority.Keys.Current, now);
                if (leaf is null)
                    RefusedRows.Write(page, key.Owner, IssueResult.Refused.For(failure!, key.Use), actor);
                else
                {
                    IssuedRows.Write(page, leaf, actor);
                    uses.Add(key.Use);
                }
            }
            return uses.Count;
        }, cancellation);
        uses.ForEach(use => AuthorityMeters.Issued(use));
        return uses.Count;
    }

    private static async Task<List<(CertifiedKey Key, CertificateRow Newest)>> NewestAsync(DbContext context, Guid user, CancellationToken cancellation)
    {
        var keys = await context.Set<CertifiedKey>().AsNoTracking()
            .Where(key => key.User == user && key.State == KeyState.Good && (key.Use == KeyUse.Sig || key.Use == KeyUse.Enc)).OrderBy(key => key.Kid).ToListAsync(cancellation);
        var kids = keys.ConvertAll(key => key.Kid);
        var leaves = await context.Set<CertificateRow>().AsNoTracking().Where(row => kids.Contains(row.Kid)).ToListAsync(cancellation);
        return [.. keys.Join(leaves.GroupBy(row => row.Kid), key => key.Kid, rows => rows.Key, (key, rows) => (key, rows.MaxBy(row => row.IssuedSeq)!))];
    }

    private static string SubjectOf(byte[] der)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
    }
}
