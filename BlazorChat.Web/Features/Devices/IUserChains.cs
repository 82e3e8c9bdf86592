using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// The user chains: which devices people have, and whether a signature is by one of them. States are replayed once and kept
/// in a bounded cache; a state in hand does not change under its holder.
/// </summary>
public interface IUserChains
{
    /// <summary>The chain of a user; without entries <see cref="UserChainState.N"/> is -1. Anybody's id may be asked for.</summary>
    ValueTask<UserChainState> OfAsync(Guid user, CancellationToken cancellation);

    /// <summary>The same, with entry <paramref name="notOlderThan"/> or newer in it, which the caller has seen in the database.</summary>
    ValueTask<UserChainState> OfAsync(Guid user, long notOlderThan, CancellationToken cancellation);

    /// <summary>What counts now: pairs that the chain has and the newest CRL has neither revoked nor on hold. Expired ones count: they still receive.</summary>
    ActiveKeys Active(UserChainState chain);

    /// <summary>
    /// Proves that a JWS was signed by this user's device (or recovery key) that counts now, with a certificate valid now.
    /// Whether it may say what it says is the caller's to judge, with <see cref="Signer.Pair"/>'s base among the rest.
    /// </summary>
    Task<SignerVerdict> VerifyAsync(Jws jws, Guid user, CancellationToken cancellation);

    /// <summary>"Active then": the chain had this signing key at that time (seconds, 10 minutes of tolerance), its certificate was valid then.</summary>
    Task<bool> WasActiveAsync(Guid user, Kid sig, long seconds, CancellationToken cancellation);

    /// <summary>Verifies an entry by every rule, appends it durably, and revokes what it removes.</summary>
    Task<AppendResult> TryAppendAsync(Guid user, string jws, CancellationToken cancellation);

    /// <summary>Called after a chain grew, or after keys in it were revoked, put on hold or released. Be quick. Dispose to stop.</summary>
    IDisposable OnChange(Action<UserChainChange> watcher);
}

/// <summary>The keys of a user that count now.</summary>
public sealed record ActiveKeys(IReadOnlyList<KeyPair> Devices, KeyPair? Recovery)
{
    public IEnumerable<KeyPair> All => Recovery is null ? Devices : Devices.Append(Recovery);
}

/// <summary>Who signed: the pair, and the chain it stands in.</summary>
public sealed record Signer(KeyPair Pair, UserChainState Chain);

/// <summary>The signer, or why the signature does not count: one of <see cref="SignerRefusal"/>.</summary>
public sealed record SignerVerdict(Signer? Signer, string? Refusal);

/// <summary>Why a signature does not count.</summary>
public static class SignerRefusal
{
    /// <summary>No such key in this user's chain.</summary>
    public const string Unknown = "signer-unknown";
    public const string Dropped = "signer-dropped";
    public const string Revoked = "signer-revoked";
    public const string Held = "signer-held";
    public const string Expired = "signer-expired";
    public const string Signature = "signature";
}

/// <summary>What became of an entry.</summary>
public abstract record AppendResult
{
    private AppendResult() { }

    /// <summary>Appended, durably; or it was the head already (the answer was lost).</summary>
    public sealed record Appended(long N, Hash Head) : AppendResult;

    /// <summary>A reset that waits for an administrator.</summary>
    public sealed record Pending : AppendResult;

    /// <summary>The chain has moved on (or never was there): this is its end.</summary>
    public sealed record Conflict(long N, Hash? Head) : AppendResult;

    /// <param name="Code">Stable: of <see cref="Protocol.Refused"/>, <see cref="ChainRefusal"/>, <see cref="SignerRefusal"/> or <see cref="KeyRefusal"/>.</param>
    public sealed record Refused(string Code) : AppendResult;
}

/// <summary>Why a key that an entry brings in is not taken.</summary>
public static class KeyRefusal
{
    /// <summary>Never certified here.</summary>
    public const string Unknown = "key-unknown";
    public const string OtherOwner = "key-other-owner";
    public const string OtherUse = "key-other-use";
    public const string Expired = "key-expired";
    public const string Held = "key-held";
    public const string Revoked = "key-revoked";
    /// <summary>The recovery key's sealed private half was not stored first.</summary>
    public const string NoRecovery = "no-recovery";
}

/// <summary>Something about this user's keys is different now.</summary>
public sealed record UserChainChange(Guid User);
