using BlazorChat.Pki.Revocation;

namespace BlazorChat.Pki.Catalogue;

/// <summary>
/// Every certificate ever issued, for those who administer. Reads only; who may ask is the caller's to check. Made for 100,000 rows. Bar: a page
/// and its total within 300 ms whatever is asked, the counts within 500 ms (bench, <c>certificates</c>).
/// </summary>
public interface ICertificateCatalogue
{
    /// <summary>One page. An offset past the end gives an empty page with the true total.</summary>
    Task<CataloguePage> PageAsync(CertificateFilter filter, CertificateOrder order, int offset, int count, CancellationToken cancellation);

    /// <summary>
    /// How many certificates stand how, and when they begin and end: of the last act of the authority, and at most a minute old, since some
    /// expire without one. Worked out once for all who ask, beside them.
    /// </summary>
    Task<CertificateSummary> SummariseAsync(CancellationToken cancellation);

    /// <summary>All that a filter finds, in the order they were issued; read in portions, so that a slow reader keeps nothing open.</summary>
    IAsyncEnumerable<ListedCertificate> AllAsync(CertificateFilter filter, CancellationToken cancellation);

    /// <summary>One certificate with everything it says; null: none has this serial number.</summary>
    /// <param name="serial">Upper-case hex, as certificates are filed.</param>
    Task<CertificateDetails?> FindAsync(string serial, CancellationToken cancellation);

    /// <summary>
    /// The keys that an act on what a filter finds is about: those of the certificates, and of a device both, which are of no use one without
    /// the other. The installation's own are left out: it makes itself new ones, and nobody signs in with them.
    /// </summary>
    Task<IReadOnlyList<ActTarget>> TargetsAsync(CertificateFilter filter, CancellationToken cancellation);

    /// <summary>A number that is another after every act of the authority, on whatever host: what was read is current while it stays.</summary>
    Task<long> VersionAsync(CancellationToken cancellation);
}

/// <param name="Total">Of all pages.</param>
public sealed record CataloguePage(IReadOnlyList<ListedCertificate> Certificates, int Total);

/// <summary>A key that would be revoked, held or released.</summary>
/// <param name="Device">The uuid of a device; null: of none.</param>
/// <param name="State">As it is before.</param>
public sealed record ActTarget(string Kid, Guid User, string? Device, KeyState State);

/// <summary>By what a list is sorted; the serial number decides between equals.</summary>
/// <param name="By">Which column.</param>
/// <param name="Descending">The greatest first.</param>
public readonly record struct CertificateOrder(CertificateColumn By, bool Descending);

public enum CertificateColumn
{
    ValidUntil,
    ValidFrom,
    Serial,
}

/// <summary>How many certificates stand how. <see cref="Valid"/> includes those that end soon or are superseded.</summary>
public sealed record CertificateCounts(int All, int Valid, int Ending30, int Ending7, int Superseded, int Expired, int Held, int Revoked)
{
    public int Of(CertificateStatus? status) => status switch
    {
        null => All,
        CertificateStatus.Valid => Valid,
        CertificateStatus.Ending30 => Ending30,
        CertificateStatus.Ending7 => Ending7,
        CertificateStatus.Superseded => Superseded,
        CertificateStatus.Expired => Expired,
        CertificateStatus.Held => Held,
        _ => Revoked,
    };
}
