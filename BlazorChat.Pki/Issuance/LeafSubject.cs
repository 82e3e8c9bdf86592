using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;

namespace BlazorChat.Pki.Issuance;

/// <summary>Whom a leaf is for and what it says: owner, profile and names belong together, and can only be had together.</summary>
internal sealed class LeafSubject
{
    private X509Extension[]? _extensions;

    private LeafSubject(LeafProfile profile, KeyOwner owner, string commonName, SubjectNames names)
    {
        Profile = profile;
        Owner = owner;
        CommonName = commonName;
        Names = names;
    }

    public LeafProfile Profile { get; }

    public KeyOwner Owner { get; }

    /// <summary>Of the subject, clean and short enough.</summary>
    public string CommonName { get; }

    public SubjectNames Names { get; }

    /// <summary>A key of a device or a recovery key.</summary>
    public static LeafSubject Device(KeyOwner owner, KeyUse use, string displayName) =>
        KeyOwner.IsDevice(owner.Device)
            ? new LeafSubject(LeafProfile.Of(owner, use), owner, Issuance.CommonName.Sanitise(displayName, $"{owner.User:D}"), SubjectNames.Of(owner.Uri))
            : throw new ArgumentException("Not a device.", nameof(owner));

    /// <summary>The server of this installation.</summary>
    public static LeafSubject TlsServer(ServerNames names) =>
        new(LeafProfile.TlsServer, KeyOwner.TlsServer(names), names.First, SubjectNames.Of(names));

    /// <summary>A person's own client, which signs in with the certificate.</summary>
    public static LeafSubject TlsClient(Guid user, string displayName)
    {
        var owner = user != Guid.Empty ? KeyOwner.TlsClient(user) : throw new ArgumentException("A user is not empty.", nameof(user));
        return new LeafSubject(LeafProfile.TlsClient, owner, Issuance.CommonName.Sanitise(displayName, $"{user:D}"), SubjectNames.Of(owner.Uri));
    }

    /// <summary>The delegated responder of an issuing CA.</summary>
    public static LeafSubject OcspSigner { get; } = new(LeafProfile.OcspSigner, KeyOwner.OcspSigner, "BlazorChat OCSP", SubjectNames.None);

    /// <summary>What the subject and its profile say, in the order of the certificate.</summary>
    public IReadOnlyList<X509Extension> Extensions => _extensions ??= [.. Write()];

    private IEnumerable<X509Extension> Write()
    {
        yield return LeafExtensions.NoAuthority();
        yield return LeafExtensions.Usage(Profile.KeyUsage);
        if (Profile.ExtendedKeyUsage is { } purpose)
            yield return LeafExtensions.Purpose(purpose);
        if (Names.Extension is { } names)
            yield return names;
        if (Profile.NoRevocationCheck)
            yield return LeafExtensions.NoRevocationCheck();
    }
}
