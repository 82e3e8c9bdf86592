using BlazorChat.Pki.Certificates;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Ocsp;

/// <summary>
/// Whether certificates exist, by issuer and serial number, as OCSP asks (RFC 6960 2.2). Their standing is that of their key in the newest
/// published CRL, so that the two never contradict each other.
/// </summary>
internal sealed class FindSerials(AuthorityDatabase database)
{
    /// <param name="issuer">The key identifier of the issuing CA, upper-case hex.</param>
    /// <param name="serials">Upper-case hex, as certificates are filed.</param>
    /// <returns>The key of each serial that this CA issued; the others are unknown.</returns>
    public async Task<IReadOnlyDictionary<string, string>> HandleAsync(string issuer, IReadOnlyCollection<string> serials, CancellationToken cancellation)
    {
        await using var context = await database.OpenAsync(cancellation);
        return await context.Set<CertificateRow>().AsNoTracking()
            .Where(leaf => leaf.Issuer == issuer && serials.Contains(leaf.Serial))
            .Select(leaf => new { leaf.Serial, leaf.Kid })
            .ToDictionaryAsync(leaf => leaf.Serial, leaf => leaf.Kid, StringComparer.Ordinal, cancellation);
    }
}
