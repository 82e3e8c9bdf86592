using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Catalogue;

/// <summary>
/// A filter as a query. What the leaf does not say itself is asked of its key by a set of kids, which the database makes once; a join would
/// look each leaf's key up.
/// </summary>
internal static class FilteredLeaves
{
    /// <summary>After every hex digit in every collation.</summary>
    private const string AfterHex = "G";

    /// <summary>
    /// So many hex digits find few serial numbers (the first two are those of all). Fewer are compared row by row: a range of them would be
    /// sorted as a whole for each page, and what the page is sorted by has an index.
    /// </summary>
    private const int Selective = 6;

    /// <summary>Keys of more people than this are the keys of many.</summary>
    private const int Many = 500;

    /// <param name="leaves">All.</param>
    /// <param name="filter">What is asked.</param>
    /// <param name="books">Where the leaves are from.</param>
    /// <param name="now">The time.</param>
    /// <param name="ordered">An index that has kids has the order that is wanted: where many keys fit, the leaves are walked along it.</param>
    public static IQueryable<CertificateRow> Where(this IQueryable<CertificateRow> leaves, CertificateFilter filter, Books books, DateTimeOffset now, bool ordered = false)
    {
        // Lists as one parameter: as one for each member, thousands of people make a statement of thousands of words that is never the same twice.
        if (filter.Serials is { } serials)
            leaves = leaves.Where(leaf => EF.Parameter(serials).Contains(leaf.Serial));
        if (filter.Serial is { Hex: var serial })
            leaves = serial.Length < Selective
                ? leaves.Where(leaf => leaf.Serial.Substring(0, serial.Length) == serial)
                : leaves.Where(leaf => string.Compare(leaf.Serial, serial) >= 0 && string.Compare(leaf.Serial, serial + AfterHex) < 0);
        if (filter.Fingerprint is { Hex: var print })
            leaves = leaves.Where(leaf => books.Ledger
                .Where(row => row.Act == LedgerAct.Issue && string.Compare(row.Detail, print) >= 0 && string.Compare(row.Detail, print + AfterHex) < 0)
                .Select(row => row.Serial).Contains(leaf.Serial));
        if (filter.Kid is { Beginning: var kid })
            leaves = kid.Length == KidText.Length ? leaves.Where(leaf => leaf.Kid == kid) : leaves.Where(leaf => leaf.Kid.StartsWith(kid));
        leaves = OfKeys(leaves, filter, books, ordered);
        leaves = InTime(leaves, filter);
        return filter.Status is { } status ? leaves.With(status, books, now) : leaves;
    }

    private static IQueryable<CertificateRow> OfKeys(IQueryable<CertificateRow> leaves, CertificateFilter filter, Books books, bool ordered)
    {
        if (filter.Users is null && filter.Device is null && filter.Profile is null)
            return leaves;
        var keys = books.Keys;
        if (filter.Users is { } users)
            keys = keys.Where(key => EF.Parameter(users).Contains(key.User));
        if (filter.Device is { Beginning: var device })
            keys = keys.Where(key => key.Device.StartsWith(device) && (key.Use == KeyUse.Sig || key.Use == KeyUse.Enc));
        keys = filter.Profile switch
        {
            null => keys,
            CertificateProfile.DeviceSignature => keys.Where(key => key.Use == KeyUse.Sig && key.Device != KeyOwner.Recovery),
            CertificateProfile.DeviceEncryption => keys.Where(key => key.Use == KeyUse.Enc && key.Device != KeyOwner.Recovery),
            CertificateProfile.RecoverySignature => keys.Where(key => key.Use == KeyUse.Sig && key.Device == KeyOwner.Recovery),
            CertificateProfile.RecoveryEncryption => keys.Where(key => key.Use == KeyUse.Enc && key.Device == KeyOwner.Recovery),
            CertificateProfile.TlsClient => keys.Where(key => key.Use == KeyUse.Tls && key.Device == KeyOwner.TlsClientRole),
            CertificateProfile.TlsServer => keys.Where(key => key.Use == KeyUse.Tls && key.Device != KeyOwner.TlsClientRole),
            _ => keys.Where(key => key.Use == KeyUse.Ocsp),
        };
        var kids = keys.Select(key => key.Kid);
        // SQLite would look the leaves of each key up and sort them all, for one page. What is not the bare column it does not look up.
        return ordered && filter is { Device: null, Users: null or { Count: > Many } }
            ? leaves.Where(leaf => kids.Contains(leaf.Kid + ""))
            : leaves.Where(leaf => kids.Contains(leaf.Kid));
    }

    private static IQueryable<CertificateRow> InTime(IQueryable<CertificateRow> leaves, CertificateFilter filter)
    {
        if (filter.ValidFrom.From is { } begun)
            leaves = leaves.Where(leaf => leaf.NotBefore >= begun);
        if (filter.ValidFrom.Before is { } begunBefore)
            leaves = leaves.Where(leaf => leaf.NotBefore < begunBefore);
        if (filter.ValidUntil.From is { } ended)
            leaves = leaves.Where(leaf => leaf.NotAfter >= ended);
        if (filter.ValidUntil.Before is { } endedBefore)
            leaves = leaves.Where(leaf => leaf.NotAfter < endedBefore);
        return leaves;
    }
}
