using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>The door of the user chains.</summary>
internal sealed partial class UserChains : IUserChains
{
    private readonly UserChainCache cache;
    private readonly KeyCheck keys;
    private readonly AppendUserEntry append;
    private readonly RemovedKeys removed;
    private readonly DeviceOverview overview;
    private readonly Watchers<UserChainChange> watchers;

    public UserChains(
        UserChainCache cache, KeyCheck keys, AppendUserEntry append, RemovedKeys removed, DeviceOverview overview, ILogger<UserChains> logger)
    {
        (this.cache, this.keys, this.append, this.removed, this.overview) = (cache, keys, append, removed, overview);
        watchers = new Watchers<UserChainChange>(e => LogWatcherFailed(logger, e));
    }

    public ValueTask<UserChainState> OfAsync(Guid user, CancellationToken cancellation) => cache.OfAsync(user, cancellation);

    public ValueTask<UserChainState> OfAsync(Guid user, long notOlderThan, CancellationToken cancellation) =>
        cache.OfAsync(user, notOlderThan, cancellation);

    public ActiveKeys Active(UserChainState chain) => new(
        [.. chain.Devices.Where(Counts)],
        chain.Recovery is { } recovery && Counts(recovery) ? recovery : null);

    public async Task<SignerVerdict> VerifyAsync(Jws jws, Guid user, CancellationToken cancellation)
    {
        var chain = await cache.OfAsync(user, cancellation);
        var pair = chain.OfSignature(jws.Kid);
        return await keys.RefuseSignerAsync(jws, user, pair, cancellation) is { } refusal
            ? new SignerVerdict(null, refusal)
            : new SignerVerdict(new Signer(pair!, chain), null);
    }

    public async Task<bool> WasActiveAsync(Guid user, Kid sig, long seconds, CancellationToken cancellation)
    {
        var chain = await cache.OfAsync(user, cancellation);
        return seconds is >= 0 and <= UserEntry.MaxUnixSeconds
            && chain.OfSignature(sig) is { } pair
            && pair.CountedAt(seconds)
            && await keys.WasValidAsync(user, pair, DateTimeOffset.FromUnixTimeSeconds(seconds), cancellation);
    }

    public async Task<AppendResult> TryAppendAsync(Guid user, string jws, CancellationToken cancellation)
    {
        if (!UserEntry.TryParse(jws, out var entry, out var refusal))
            return new AppendResult.Refused(refusal);
        return await AppendAsync(user, entry, approved: false, cancellation);
    }

    /// <summary>Appends, and does what follows from it before the answer.</summary>
    public async Task<AppendResult> AppendAsync(Guid user, Signed<UserEntry> entry, bool approved, CancellationToken cancellation)
    {
        var (result, appended) = await append.RunAsync(user, entry, approved, cancellation);
        if (appended is not null)
        {
            overview.Set(appended);
            // Told first: who receives is decided by the chain already, and to revoke takes a new CRL.
            Tell(user);
            if (appended.Pairs.Any(pair => pair.Removed?.N == appended.N))
                await removed.SettleAsync(user);
        }

        return result;
    }

    public IDisposable OnChange(Action<UserChainChange> watcher) => watchers.Add(watcher);

    public void Tell(Guid user) => watchers.Tell(new UserChainChange(user));

    private bool Counts(KeyPair pair) => keys.StateOf(pair) == KeyState.Good;

    [LoggerMessage(3001, LogLevel.Error, "A watcher of user chains failed")]
    private static partial void LogWatcherFailed(ILogger logger, Exception e);
}
