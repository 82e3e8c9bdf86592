namespace BlazorChat.Pki.Keys;

/// <summary>The CAs of an authority, by their certificates. It needs no key: the ceremonies go on where one is lost.</summary>
/// <param name="issuers">Every issuing CA there ever was, oldest first; the last one issues.</param>
internal class Hierarchy(IReadOnlyList<IssuingCa> issuers)
{
    public IReadOnlyList<IssuingCa> Issuers { get; } = issuers;

    /// <summary>The roots above them, oldest first.</summary>
    public IReadOnlyList<CaCertificate> Roots { get; } = [.. issuers.Select(issuer => issuer.Root).DistinctBy(root => root.Fingerprint)];

    /// <summary>The issuing CA that issues.</summary>
    public IssuingCa Current => Issuers[^1];

    public CaCertificate Root => Current.Root;

    public CaCertificate Issuing => Current.Certificate;

    /// <summary>Where the key of a root lies on this host; null: it was taken away.</summary>
    public string? RootKeyFile(CaCertificate root) =>
        Issuers.Where(issuer => issuer.Root.Fingerprint == root.Fingerprint).Select(issuer => issuer.RootKeyFile).FirstOrDefault(File.Exists);
}
