using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Revocation;

/// <summary>
/// What can be said of certificates by issuer and serial number, as OCSP asks (RFC 6960 2.2): whether they exist says the database, their
/// standing the newest published CRL, so that the two never contradict each other.
/// </summary>
internal sealed class StatusOfSerials(AuthorityDatabase database, CrlPublisher publisher)
{
    /// <param name="issuer">The key identifier of the issuing CA, upper-case hex.</param>
    /// <param name="serials">Upper-case hex, as certificates are filed.</param>
    /// <returns>Those this CA issued; the others are unknown.</returns>
    public async Task<IReadOnlyDictionary<string, KeyStatus>> HandleAsync(string issuer, IReadOnlyCollection<string> serials, CancellationToken cancellation)
    {
        await using var context = await database.OpenAsync(cancellation);
        var issued = await context.Set<CertificateRow>().AsNoTracking()
            .Where(leaf => leaf.Issuer == issuer && serials.Contains(leaf.Serial))
            .Select(leaf => new { leaf.Serial, leaf.Kid })
            .ToListAsync(cancellation);
        var published = publisher.Current;
        return issued.ToDictionary(leaf => leaf.Serial, leaf => published.StatusOf(leaf.Kid), StringComparer.Ordinal);
    }
}
