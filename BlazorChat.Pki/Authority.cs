using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Lints;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Pki.Revocation;

namespace BlazorChat.Pki;

/// <summary>The door: hands each call to the act of its name.</summary>
internal sealed class Authority(
    OpenedAuthority opened,
    AuthoritySettings settings,
    IssueCertificates issue,
    RenameKeys rename,
    ChangeStanding standing,
    ReadCertificates certificates,
    ValidateKey validate,
    VerifyLedger verify,
    FindSharedFactors sharedFactors,
    CrlPublisher publisher,
    RootCrlPublisher rootPublisher,
    OcspCounter ocspCounter,
    Watchers watchers) : IAuthority
{
    public AuthorityDescription Description => new(
        opened.Keys.Created,
        settings.Folder,
        opened.Keys.Passphrase.Source,
        opened.Keys.Passphrase.Generated,
        settings.PublicUrl,
        settings.PublicUrlAssumed,
        opened.Keys.Root.Fingerprint,
        opened.Keys.Root.NotAfter,
        opened.Keys.Issuing.NotAfter,
        opened.Keys.RootKeyPresent)
    {
        Cas = [.. DescribeCas(opened.Keys)],
    };

    private IEnumerable<CaDescription> DescribeCas(AuthorityKeys keys)
    {
        foreach (var root in keys.Roots)
            yield return new CaDescription(root.Name, root.Fingerprint, IsRoot: true, root.Fingerprint == keys.Root.Fingerprint, root.NotAfter,
                rootPublisher.Of(root)?.NextUpdate, keys.RootKeyFile(root) is not null, RevokedSince: null);
        foreach (var issuer in keys.Issuers)
            yield return new CaDescription(issuer.Certificate.Name, issuer.Certificate.Fingerprint, IsRoot: false, issuer == keys.Current, issuer.Certificate.NotAfter,
                publisher.Current.Lists.GetValueOrDefault(issuer.Id)?.NextUpdate, issuer.Key is not null, rootPublisher.RevokedSince(issuer));
    }

    public ReadOnlyMemory<byte> RootCertificate => opened.Keys.Root.Der;

    public ReadOnlyMemory<byte> IssuingCertificate => opened.Keys.Issuing.Der;

    public PublishedCrl Crl => publisher.Current.Crl;

    public PublishedCrl? RootCrl => rootPublisher.Current;

    public OcspHealth Ocsp => ocspCounter.Health;

    public Task<IssueResult> IssueAsync(IssueRequest request, CancellationToken cancellation = default) => issue.HandleAsync(request, cancellation);

    public Task<int> RenameAsync(Guid user, string commonName, Actor actor, CancellationToken cancellation = default) =>
        rename.HandleAsync(user, commonName, actor, cancellation);

    public Task<RevocationResult> RevokeAsync(KeySelection keys, RevocationReason reason, Actor actor, CancellationToken cancellation = default) =>
        standing.RevokeAsync(keys, reason, actor, cancellation);

    public Task<RevocationResult> HoldAsync(KeySelection keys, Actor actor, CancellationToken cancellation = default) => standing.HoldAsync(keys, actor, cancellation);

    public Task<RevocationResult> ReleaseAsync(KeySelection keys, Actor actor, CancellationToken cancellation = default) => standing.ReleaseAsync(keys, actor, cancellation);

    public KeyStatus StatusOf(string kid) => publisher.Current.StatusOf(kid);

    public Task<IReadOnlyDictionary<string, IReadOnlyList<IssuedCertificate>>> CertificatesOfAsync(IReadOnlyCollection<string> kids, CancellationToken cancellation = default) =>
        certificates.HandleAsync(kids, cancellation);

    public Task<KeyValidity> ValidateAsync(string kid, KeyOwner owner, KeyUse use, DateTimeOffset at, CancellationToken cancellation = default) =>
        validate.ThenAsync(kid, owner, use, at, cancellation);

    public Task<KeyValidity> ValidateNowAsync(string kid, KeyOwner owner, KeyUse use, CancellationToken cancellation = default) =>
        validate.NowAsync(kid, owner, use, cancellation);

    public KeyValidity Validate(ReadOnlyMemory<byte> certificate, KeyOwner owner, KeyUse use, DateTimeOffset at) => validate.Then(certificate, owner, use, at);

    public bool IsIssuedHere(ReadOnlyMemory<byte> certificate) => validate.IsIssuedHere(certificate);

    public Task<LedgerVerdict> VerifyLedgerAsync(CancellationToken cancellation = default) => verify.HandleAsync(cancellation);

    public Task<IReadOnlyList<SharedFactor>> SharedFactorsAsync(CancellationToken cancellation = default) => sharedFactors.FoundAsync(cancellation);

    public IDisposable OnChange(Action<AuthorityChange> watcher) => watchers.Add(watcher);
}
