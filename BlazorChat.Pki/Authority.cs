using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Endings;
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
    IssuancePolicy policy,
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
        {
            var name = keys.Issuers.First(issuer => issuer.Root.Fingerprint == root.Fingerprint).RootName;
            yield return Describe(root, isRoot: true, root.Fingerprint == keys.Root.Fingerprint, keys.RootKeyFile(root) is not null, revokedSince: null, name, rootPublisher.Of(root));
        }
        foreach (var issuer in keys.Issuers)
            yield return Describe(issuer.Certificate, isRoot: false, issuer == keys.Current, issuer.Key is not null, rootPublisher.RevokedSince(issuer), issuer.Name,
                publisher.Current.Lists.GetValueOrDefault(issuer.Id));
    }

    private static CaDescription Describe(CaCertificate ca, bool isRoot, bool inUse, bool keyPresent, DateTimeOffset? revokedSince, string publishedAs, PublishedCrl? list) =>
        new(ca.Name, ca.Fingerprint, isRoot, inUse, ca.NotBefore, ca.NotAfter, keyPresent, revokedSince) { PublishedAs = publishedAs, KeyBits = ca.KeyBits, List = list };

    public AuthorityPolicy Policy => new(
        [.. LeafProfile.All.Select(profile => new ProfileDescription(profile.Name, profile.MinKeyBits, profile.MaxKeyBits, profile.Lifetime))],
        EndingRules.RenewedBefore, CrlPublisher.Interval, CrlPublisher.Lifetime, policy.Devices == Approval.Manual, policy.TlsClients == Approval.Manual, settings.Address(AuthorityAddresses.Ocsp));

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

    public Task<RevocationResult> HoldForAccountAsync(Guid user, Actor actor, CancellationToken cancellation = default) => standing.HoldForAccountAsync(user, actor, cancellation);

    public Task<RevocationResult> ReleaseForAccountAsync(Guid user, Actor actor, CancellationToken cancellation = default) => standing.ReleaseForAccountAsync(user, actor, cancellation);

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

    public async Task ReadAgainAsync(CancellationToken cancellation = default)
    {
        await publisher.ReadAgainAsync(cancellation);
        await rootPublisher.EnsureFreshAsync(cancellation);
    }

    public IDisposable OnChange(Action<AuthorityChange> watcher) => watchers.Add(watcher);
}
