using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Ceremony;

/// <summary>
/// What a CA certificate must be before it is installed: all that browsers check again (Client/crypto/authority.ts), so that nothing is
/// installed that they refuse. Each rule answers with a sentence, or null.
/// </summary>
internal static class CaRules
{
    private const int LeafDays = 90; // less than the life of a certificate would cut certificates short from the first day
    private static readonly int[] Bits = [3072, 4096];

    public static string? Root(CaCertificate root, DateTimeOffset now) =>
        Ca(root, "root", now)
        ?? (!root.IsSelfIssued ? $"{root.Name} is not a root: it was issued by {root.Issuer.Format(false)}." : null)
        ?? (!root.Signed(root) ? $"The root {root.Name} is not signed by itself with sha256WithRSAEncryption." : null)
        ?? (root.PathLength == 0 ? $"The root {root.Name} has the path length 0: it may not have a CA below it." : null);

    public static string? Issuing(CaCertificate issuing, CaCertificate root, DateTimeOffset now) =>
        Ca(issuing, "issuing CA", now)
        ?? (issuing.PathLength != 0 ? $"The path length of {issuing.Name} is {issuing.PathLength?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unlimited"}; it must be 0 (basicConstraints = critical, CA:TRUE, pathlen:0)." : null)
        ?? (!issuing.Issuer.RawData.AsSpan().SequenceEqual(root.Subject.RawData)
            ? $"{issuing.Name} was signed by {issuing.Issuer.Format(false)}, which is not the root {root.Name}. There can be no CA in between: clients check the fixed path of pinned root, issuing CA and certificate. Have the root itself sign the request."
            : null)
        ?? (!root.Signed(issuing) ? $"{issuing.Name} is not signed by the key of {root.Name} with sha256WithRSAEncryption." : null)
        ?? Names(issuing, root)
        ?? (issuing.NotAfter < now.AddDays(LeafDays) ? $"{issuing.Name} ends on {issuing.NotAfter:yyyy-MM-dd}; certificates of devices live {LeafDays} days." : null)
        ?? (issuing.NotAfter > root.NotAfter ? $"{issuing.Name} ends after its root, on {issuing.NotAfter:yyyy-MM-dd}." : null);

    /// <summary>Is the link the new root's name and key, certified by the old one?</summary>
    public static string? Link(CaCertificate link, CaCertificate root, CaCertificate old, DateTimeOffset now) =>
        Ca(link, "link", now)
        ?? (!link.Subject.RawData.AsSpan().SequenceEqual(root.Subject.RawData) || !link.PublicKey.AsSpan().SequenceEqual(root.PublicKey) ? $"The link is not for the name and the key of {root.Name}." : null)
        ?? (!link.Issuer.RawData.AsSpan().SequenceEqual(old.Subject.RawData) || !old.Signed(link) ? $"The link is not signed by {old.Name}, the root that browsers have pinned." : null)
        ?? Names(link, old);

    private static string? Ca(CaCertificate ca, string what, DateTimeOffset now)
    {
        using var key = RSA.Create();
        if (!TryImport(key, ca) || !Bits.Contains(key.KeySize) || !key.ExportParameters(false).Exponent.AsSpan().SequenceEqual<byte>([1, 0, 1]))
            return $"The key of the {what} {ca.Name} is not RSA of 3072 or 4096 bits with exponent 65537, which is all that browsers here accept.";
        if (!ca.IsConstraintCritical)
            return $"basicConstraints of the {what} {ca.Name} is not critical (RFC 5280 4.2.1.9).";
        if (!ca.Usages.HasFlag(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign))
            return $"The {what} {ca.Name} may not sign certificates and lists (keyUsage = critical, keyCertSign, cRLSign).";
        if (ca.UnknownCritical is { } unknown)
            return $"The {what} {ca.Name} has the critical extension {unknown}, which browsers here do not know.";
        return now < ca.NotBefore ? $"The {what} {ca.Name} begins on {ca.NotBefore:u}, and the clock here says {now:u}. Set the clock right, or wait."
            : now > ca.NotAfter ? $"The {what} {ca.Name} ended on {ca.NotAfter:u}, and the clock here says {now:u}."
            : null;
    }

    private static string? Names(CaCertificate ca, CaCertificate issuer) =>
        ca.AuthorityKeyIdentifier.Span.SequenceEqual(issuer.KeyIdentifier.Span) ? null
            : $"{ca.Name} does not name the key of {issuer.Name} (authorityKeyIdentifier = keyid).";

    private static bool TryImport(RSA key, CaCertificate ca)
    {
        try
        {
            key.ImportSubjectPublicKeyInfo(ca.PublicKey, out _);
            return true;
        }
        catch (CryptographicException)
        {
            return false; // an elliptic curve, for one
        }
    }
}
