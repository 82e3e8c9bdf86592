using System.Collections.Concurrent;
using System.Security.Cryptography;
using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Lints;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Features.Conversations;

/// <summary>An authority that certifies whatever a test tells it to, in memory; standing and notices behave as the real one's.</summary>
internal sealed class KnownKeys : IAuthority
{
    private readonly ConcurrentDictionary<string, Key> keys = [];
    private readonly List<Action<AuthorityChange>> watchers = [];
    private long number;

    /// <summary>Certificates of keys certified from now on end here.</summary>
    public DateTimeOffset NotAfter { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Runs while keys are being revoked.</summary>
    public Func<Task>? WhileRevoking { get; set; }

    public AuthorityDescription Description => throw new NotSupportedException();

    public AuthorityPolicy Policy => throw new NotSupportedException();

    public ReadOnlyMemory<byte> RootCertificate => throw new NotSupportedException();

    public ReadOnlyMemory<byte> IssuingCertificate => throw new NotSupportedException();

    public PublishedCrl Crl => throw new NotSupportedException();

    public PublishedCrl RootCrl => throw new NotSupportedException();

    public OcspHealth Ocsp => throw new NotSupportedException();

    public Kid Certify(KeyOwner owner, KeyUse use, RSA key)
    {
        var kid = Kid.Of(key.ExportParameters(false));
        keys[kid.Value] = new Key(owner, use, key.ExportSubjectPublicKeyInfo(), NotAfter);
        return kid;
    }

    /// <summary>A key nobody ever signs or decrypts with in these tests: any name does.</summary>
    public Kid CertifyUnused(KeyOwner owner, KeyUse use)
    {
        var kid = Kid.Parse(System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        keys[kid.Value] = new Key(owner, use, [], NotAfter);
        return kid;
    }

    public KeyStatus StatusOf(string kid) => keys.TryGetValue(kid, out var key) ? new(key.State, null, null) : KeyStatus.Good;

    public async Task<RevocationResult> RevokeAsync(KeySelection keys, RevocationReason reason, Actor actor, CancellationToken cancellation = default)
    {
        if (WhileRevoking is not null)
            await WhileRevoking();
        return await Change(keys, state => state == KeyState.Revoked ? null : KeyState.Revoked);
    }

    public Task<RevocationResult> HoldAsync(KeySelection keys, Actor actor, CancellationToken cancellation = default) =>
        Change(keys, state => state == KeyState.Good ? KeyState.Held : null);

    public Task<RevocationResult> ReleaseAsync(KeySelection keys, Actor actor, CancellationToken cancellation = default) =>
        Change(keys, state => state == KeyState.Held ? KeyState.Good : null);

    public Task<RevocationResult> HoldForAccountAsync(Guid user, Actor actor, CancellationToken cancellation = default) =>
        HoldAsync(KeySelection.OfUser(user), actor, cancellation);

    public Task<RevocationResult> ReleaseForAccountAsync(Guid user, Actor actor, CancellationToken cancellation = default) =>
        ReleaseAsync(KeySelection.OfUser(user), actor, cancellation);

    public Task<IReadOnlyDictionary<string, IReadOnlyList<IssuedCertificate>>> CertificatesOfAsync(
        IReadOnlyCollection<string> kids, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<IssuedCertificate>>>(kids.Where(keys.ContainsKey).ToDictionary(
            kid => kid,
            kid => (IReadOnlyList<IssuedCertificate>)
                [new IssuedCertificate(kid, "00", keys[kid].Owner, keys[kid].Use, default, keys[kid].NotAfter, keys[kid].PublicKey, default)]));

    public Task<KeyValidity> ValidateAsync(string kid, KeyOwner owner, KeyUse use, DateTimeOffset at, CancellationToken cancellation = default) =>
        Task.FromResult(Validate(kid, owner, use, at));

    public Task<KeyValidity> ValidateNowAsync(string kid, KeyOwner owner, KeyUse use, CancellationToken cancellation = default) =>
        Task.FromResult(Validate(kid, owner, use, Clock.GetUtcNow()));

    public required TimeProvider Clock { get; init; }

    public Task ReadAgainAsync(CancellationToken cancellation = default) => Task.CompletedTask;

    public KeyValidity Validate(ReadOnlyMemory<byte> certificate, KeyOwner owner, KeyUse use, DateTimeOffset at) => throw new NotSupportedException();

    public Task<IssueResult> IssueAsync(IssueRequest request, CancellationToken cancellation = default) => throw new NotSupportedException();

    public bool IsIssuedHere(ReadOnlyMemory<byte> certificate) => throw new NotSupportedException();

    public Task<int> RenameAsync(Guid user, string commonName, Actor actor, CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<LedgerVerdict> VerifyLedgerAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<SharedFactor>> SharedFactorsAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    public IDisposable OnChange(Action<AuthorityChange> watcher)
    {
        lock (watchers)
            watchers.Add(watcher);
        return new Nothing();
    }

    private KeyValidity Validate(string kid, KeyOwner owner, KeyUse use, DateTimeOffset at)
    {
        if (!keys.TryGetValue(kid, out var key))
            return KeyValidity.Unknown;
        return key.Owner != owner ? KeyValidity.OtherOwner
            : key.Use != use ? KeyValidity.OtherUse
            : at > key.NotAfter ? KeyValidity.OutOfTime
            : key.State == KeyState.Held ? KeyValidity.Held
            : key.State == KeyState.Revoked ? KeyValidity.Revoked
            : KeyValidity.Valid;
    }

    private Task<RevocationResult> Change(KeySelection selection, Func<KeyState, KeyState?> next)
    {
        var changed = new List<string>();
        foreach (var (kid, key) in keys)
        {
            if (!Selects(selection, kid, key) || next(key.State) is not { } state)
                continue;
            key.State = state;
            changed.Add(kid);
        }

        var change = new AuthorityChange(Interlocked.Increment(ref number), changed);
        Action<AuthorityChange>[] told;
        lock (watchers)
            told = [.. watchers];
        foreach (var watcher in told)
            watcher(change);
        return Task.FromResult(new RevocationResult(change.CrlNumber, changed));
    }

    private static bool Selects(KeySelection selection, string kid, Key key) => selection switch
    {
        KeySelection.ByKid(var kids) => kids.Contains(kid),
        KeySelection.ByDevice(var user, var device) => key.Owner == new KeyOwner(user, device),
        KeySelection.ByUser(var user) => key.Owner.User == user,
        _ => false,
    };

    private sealed class Key(KeyOwner owner, KeyUse use, byte[] publicKey, DateTimeOffset notAfter)
    {
        public KeyOwner Owner => owner;

        public KeyUse Use => use;

        public byte[] PublicKey => publicKey;

        public DateTimeOffset NotAfter => notAfter;

        public KeyState State { get; set; }
    }

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
