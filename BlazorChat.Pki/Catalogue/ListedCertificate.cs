using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;

namespace BlazorChat.Pki.Catalogue;

/// <summary>A certificate as lists show it.</summary>
/// <param name="Serial">Upper-case hex.</param>
/// <param name="Kid">Of its key, which is what is revoked; other certificates may have the same.</param>
/// <param name="User">Empty: the installation's own.</param>
/// <param name="Device">The uuid of a device; null: of none.</param>
/// <param name="KeyStatus">What the database says of its key; the newest published list says the same or will within moments.</param>
/// <param name="Fingerprint">SHA-256 of it, upper-case hex.</param>
public sealed record ListedCertificate(
    string Serial, string Kid, Guid User, string? Device, CertificateProfile Profile, CertificateStatus Status, KeyStatus KeyStatus,
    DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Fingerprint)
{
    /// <summary>Issued to the installation, not to a person.</summary>
    public bool IsOwn => User == Guid.Empty;

    internal long IssuedSeq { get; init; }
}

/// <summary>The one place that says what a status means.</summary>
internal static class StatusRules
{
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    public static readonly TimeSpan VerySoon = TimeSpan.FromDays(7);

    public static CertificateStatus Of(KeyState state, DateTimeOffset notAfter, bool superseded, bool own, DateTimeOffset now) => state switch
    {
        KeyState.Revoked => CertificateStatus.Revoked,
        KeyState.Held => CertificateStatus.Held,
        _ when notAfter <= now => CertificateStatus.Expired,
        _ when superseded => CertificateStatus.Superseded,
        _ when own => CertificateStatus.Valid,
        _ when notAfter <= now + VerySoon => CertificateStatus.Ending7,
        _ when notAfter <= now + Soon => CertificateStatus.Ending30,
        _ => CertificateStatus.Valid,
    };

    /// <summary>The same for the database. A key that is not good is looked up in the few that are not, which costs less than in all that are.</summary>
    public static IQueryable<CertificateRow> With(this IQueryable<CertificateRow> leaves, CertificateStatus status, Books books, DateTimeOffset now)
    {
        var (soon, verySoon) = (now + Soon, now + VerySoon);
        var own = books.Keys.Where(key => key.User == Guid.Empty).Select(key => key.Kid);
        var good = leaves.Where(leaf => !books.Keys.Where(key => key.State != KeyState.Good).Select(key => key.Kid).Contains(leaf.Kid));
        return status switch
        {
            CertificateStatus.Valid => good.Where(leaf => leaf.NotAfter > now),
            CertificateStatus.Ending30 => good.Where(leaf => leaf.NotAfter > now && leaf.NotAfter <= soon && !own.Contains(leaf.Kid) && !books.Leaves.Any(other => other.Kid == leaf.Kid && other.NotAfter > leaf.NotAfter)),
            CertificateStatus.Ending7 => good.Where(leaf => leaf.NotAfter > now && leaf.NotAfter <= verySoon && !own.Contains(leaf.Kid) && !books.Leaves.Any(other => other.Kid == leaf.Kid && other.NotAfter > leaf.NotAfter)),
            CertificateStatus.Superseded => good.Where(leaf => leaf.NotAfter > now && books.Leaves.Any(other => other.Kid == leaf.Kid && other.NotAfter > leaf.NotAfter)),
            CertificateStatus.Expired => good.Where(leaf => leaf.NotAfter <= now),
            CertificateStatus.Held => leaves.Where(leaf => books.Keys.Where(key => key.State == KeyState.Held).Select(key => key.Kid).Contains(leaf.Kid)),
            _ => leaves.Where(leaf => books.Keys.Where(key => key.State == KeyState.Revoked).Select(key => key.Kid).Contains(leaf.Kid)),
        };
    }
}
