using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Lints;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Pki.Revocation;

namespace BlazorChat.Pki;

/// <summary>
/// The certificate authority of an installation: the only one that touches CA keys.
/// Guarantees: nothing is handed out before its ledger row is durable; an act of revocation returns after the CRL that
/// says so is published; <see cref="StatusOf"/> is exactly what the newest published CRL says.
/// It does not decide who may ask: callers check session, nonce and rights before.
/// </summary>
public interface IAuthority
{
    /// <summary>What this authority is and where its keys live; for the log and the admin page.</summary>
    AuthorityDescription Description { get; }

    /// <summary>What it certifies, for how long and by which rules, as it is set up; for the page that tells everybody.</summary>
    AuthorityPolicy Policy { get; }

    /// <summary>The root certificate, DER. Clients pin it.</summary>
    ReadOnlyMemory<byte> RootCertificate { get; }

    /// <summary>The certificate of the issuing CA, DER.</summary>
    ReadOnlyMemory<byte> IssuingCertificate { get; }

    /// <summary>The newest published CRL of the issuing CA.</summary>
    PublishedCrl Crl { get; }

    /// <summary>The newest CRL of the root, which lists issuing CAs; null if the root key was taken away before there was one.</summary>
    PublishedCrl? RootCrl { get; }

    /// <summary>How this host's OCSP responder does.</summary>
    OcspHealth Ocsp { get; }

    /// <summary>Checks both requests and certifies both keys, or neither. The nonce is the caller's to spend.</summary>
    Task<IssueResult> IssueAsync(IssueRequest request, CancellationToken cancellation = default);

    /// <summary>
    /// The directory has another display name for a user: each key in good standing whose newest leaf is in time and says another name gets a
    /// new leaf. Idempotent.
    /// </summary>
    /// <returns>How many leaves were issued.</returns>
    Task<int> RenameAsync(Guid user, string commonName, Actor actor, CancellationToken cancellation = default);

    /// <summary>Revokes for ever. Keys already revoked, or never certified, are left as they are.</summary>
    Task<RevocationResult> RevokeAsync(KeySelection keys, RevocationReason reason, Actor actor, CancellationToken cancellation = default);

    /// <summary>Puts keys in good standing on hold (RFC 5280 5.3.1 certificateHold) until they are released; those that are on hold for their account too.</summary>
    Task<RevocationResult> HoldAsync(KeySelection keys, Actor actor, CancellationToken cancellation = default);

    /// <summary>Takes keys off hold; revoked ones stay revoked.</summary>
    Task<RevocationResult> ReleaseAsync(KeySelection keys, Actor actor, CancellationToken cancellation = default);

    /// <summary>An account may not be used: its keys in good standing are on hold until it may.</summary>
    Task<RevocationResult> HoldForAccountAsync(Guid user, Actor actor, CancellationToken cancellation = default);

    /// <summary>It may be used again: takes off what <see cref="HoldForAccountAsync"/> put on hold, and nothing that <see cref="HoldAsync"/> did.</summary>
    Task<RevocationResult> ReleaseForAccountAsync(Guid user, Actor actor, CancellationToken cancellation = default);

    /// <summary>What the newest published CRL says of a key, from memory. A key never certified is <see cref="KeyState.Good"/>: ask <see cref="CertificatesOfAsync"/> whether it exists.</summary>
    KeyStatus StatusOf(string kid);

    /// <summary>Every leaf ever issued for these keys of devices or recovery, oldest first; keys never certified for that are missing from the answer.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlyList<IssuedCertificate>>> CertificatesOfAsync(IReadOnlyCollection<string> kids, CancellationToken cancellation = default);

    /// <summary>Valid then: some leaf of this key, naming this owner and use, was in time at <paramref name="at"/> and the key was not yet revoked or on hold (10 minutes of tolerance).</summary>
    Task<KeyValidity> ValidateAsync(string kid, KeyOwner owner, KeyUse use, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>Valid now: in time by this host's clock, without tolerance, and neither revoked nor on hold in the newest CRL.</summary>
    Task<KeyValidity> ValidateNowAsync(string kid, KeyOwner owner, KeyUse use, CancellationToken cancellation = default);

    /// <summary>Valid then, for a certificate in hand: strict DER, signed by the issuing CA, the profile's extensions and no others.</summary>
    KeyValidity Validate(ReadOnlyMemory<byte> certificate, KeyOwner owner, KeyUse use, DateTimeOffset at);

    /// <summary>Whether these bytes are a leaf of the issuing CA, of any owner, use and time. Bytes of any kind may be asked about.</summary>
    bool IsIssuedHere(ReadOnlyMemory<byte> certificate);

    /// <summary>Recomputes the ledger's chain and compares it with certificates and states.</summary>
    Task<LedgerVerdict> VerifyLedgerAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Keys found to have a prime in common by the comparison of every night, oldest find first. Both keys of each pair are revoked; what made
    /// them makes more.
    /// </summary>
    Task<IReadOnlyList<SharedFactor>> SharedFactorsAsync(CancellationToken cancellation = default);

    /// <summary>Takes up what another host has published in the same database. Watchers are told.</summary>
    Task ReadAgainAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Called after each publication of the issuing CA's CRL, with the keys whose state it changed (none for a daily one).
    /// Calls may overtake each other: keep the largest number. A callback must be quick and must not block.
    /// </summary>
    IDisposable OnChange(Action<AuthorityChange> watcher);
}

/// <summary>A new CRL is out.</summary>
public sealed record AuthorityChange(long CrlNumber, IReadOnlyList<string> Kids);
