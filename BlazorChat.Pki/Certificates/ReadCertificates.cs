using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Certificates;

/// <summary>Every leaf ever issued for some keys of devices or recovery; keys for TLS and OCSP are no part of the protocol.</summary>
internal sealed class ReadCertificates(AuthorityDatabase database)
{
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<IssuedCertificate>>> HandleAsync(IReadOnlyCollection<string> kids, CancellationToken cancellation)
    {
        if (kids.Count == 0)
            return new Dictionary<string, IReadOnlyList<IssuedCertificate>>(StringComparer.Ordinal);
        await using var context = await database.OpenAsync(cancellation);
        var rows = await context.Set<CertificateRow>().AsNoTracking()
            .Where(leaf => kids.Contains(leaf.Kid))
            .Join(context.Set<CertifiedKey>().Where(key => key.Use == KeyUse.Sig || key.Use == KeyUse.Enc), leaf => leaf.Kid, key => key.Kid, (leaf, key) => new { leaf, key })
            .OrderBy(row => row.leaf.IssuedSeq)
            .ToListAsync(cancellation);
        return rows.GroupBy(row => row.key.Kid, StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            IReadOnlyList<IssuedCertificate> (group) => [.. group.Select(row => row.leaf.ToIssued(row.key))],
            StringComparer.Ordinal);
    }
}
