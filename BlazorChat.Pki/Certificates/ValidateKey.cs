using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Revocation;

namespace BlazorChat.Pki.Certificates;

/// <summary>The protocol's "valid then" and "valid now", with pinned CAs and a fixed depth: no path is searched. A CA that its root revoked counts as its leaves revoked that day.</summary>
internal sealed class ValidateKey(OpenedAuthority authority, ReadCertificates certificates, CrlPublisher publisher, RootCrlPublisher rootPublisher, TimeProvider clock)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10); // protocol.md: clocks of signers differ

    public async Task<KeyValidity> ThenAsync(string kid, KeyOwner owner, KeyUse use, DateTimeOffset at, CancellationToken cancellation) =>
        await JudgeAllAsync(kid, der => Then(der, owner, use, at), cancellation);

    public async Task<KeyValidity> NowAsync(string kid, KeyOwner owner, KeyUse use, CancellationToken cancellation) =>
        await JudgeAllAsync(kid, der => Now(der, owner, use), cancellation);

    public KeyValidity Then(ReadOnlyMemory<byte> der, KeyOwner owner, KeyUse use, DateTimeOffset at) =>
        Judge(der, owner, use, at, Tolerance, since => at > since + Tolerance);

    public bool IsIssuedHere(ReadOnlyMemory<byte> der) => Read(der) is not null;

    private KeyValidity Now(ReadOnlyMemory<byte> der, KeyOwner owner, KeyUse use) =>
        Judge(der, owner, use, clock.GetUtcNow(), TimeSpan.Zero, _ => true);

    private async Task<KeyValidity> JudgeAllAsync(string kid, Func<ReadOnlyMemory<byte>, KeyValidity> judge, CancellationToken cancellation)
    {
        var found = await certificates.HandleAsync([kid], cancellation);
        if (!found.TryGetValue(kid, out var leaves))
            return KeyValidity.Unknown;
        var verdict = KeyValidity.Unknown;
        foreach (var leaf in leaves.Reverse())
            if ((verdict = judge(leaf.Der)) == KeyValidity.Valid)
                break;
        return verdict;
    }

    private KeyValidity Judge(ReadOnlyMemory<byte> der, KeyOwner owner, KeyUse use, DateTimeOffset at, TimeSpan tolerance, Func<DateTimeOffset, bool> counts)
    {
        if (Read(der) is not var (issuer, leaf))
            return KeyValidity.Malformed;
        if (leaf.OwnerUri != owner.Uri)
            return KeyValidity.OtherOwner;
        if (leaf.Use != use)
            return KeyValidity.OtherUse;
        if (at < leaf.NotBefore - tolerance || at > leaf.NotAfter + tolerance)
            return KeyValidity.OutOfTime;
        if (rootPublisher.RevokedSince(issuer) is { } end && counts(end))
            return KeyValidity.Revoked;
        var status = publisher.Current.StatusOf(leaf.Kid);
        return status.State == KeyState.Good || !counts(status.Since!.Value) ? KeyValidity.Valid
            : status.State == KeyState.Held ? KeyValidity.Held
            : KeyValidity.Revoked;
    }

    private (IssuingCa Issuer, LeafCertificate Leaf)? Read(ReadOnlyMemory<byte> der)
    {
        foreach (var issuer in authority.Keys.Issuers.Reverse())
            if (LeafCertificate.Read(der, issuer) is { } leaf)
                return (issuer, leaf);
        return null;
    }
}
