using System.Collections.Immutable;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// Which devices a user has, by the chain alone: what replaying the entries gives. Immutable; <see cref="Apply"/> gives the
/// next one or says why not. It verifies no signature and knows neither clock nor CRL: whoever appends does that.
/// </summary>
public sealed record UserChainState
{
    public const int MaxDevices = 10;

    private UserChainState(Guid user) => User = user;

    public Guid User { get; }

    /// <summary>The number of the newest entry, -1 without any.</summary>
    public long N { get; private init; } = -1;

    /// <summary>The hash of the newest entry.</summary>
    public Hash? Head { get; private init; }

    /// <summary>Signed time of the newest entry, in seconds.</summary>
    public long Iat { get; private init; }

    /// <summary>Every base there was, oldest first.</summary>
    public ImmutableArray<UserBase> Bases { get; private init; } = [];

    /// <summary>Every device and recovery pair there ever was, in the order of their entries.</summary>
    public ImmutableArray<KeyPair> Pairs { get; private init; } = [];

    /// <summary>The current base, null without any entry.</summary>
    public Hash? Base => Bases.IsEmpty ? null : Bases[^1].Hash;

    public IEnumerable<KeyPair> Devices => Pairs.Where(pair => pair is { Removed: null, Device: not null });

    public KeyPair? Recovery => Pairs.FirstOrDefault(pair => pair is { Removed: null, Device: null });

    public static UserChainState Empty(Guid user) => new(user);

    /// <summary>The pair this signing key belongs or belonged to.</summary>
    public KeyPair? OfSignature(Kid sig) => Pairs.FirstOrDefault(pair => pair.Sig == sig);

    public KeyPair? OfDevice(Guid device) => Pairs.FirstOrDefault(pair => pair.Device == device);

    /// <summary>The state after this entry, or one of <see cref="ChainRefusal"/>.</summary>
    public (UserChainState? Next, string? Refusal) Apply(UserEntry entry, Kid signer, Hash hash, DateTimeOffset at) =>
        (RefusePlace(entry) ?? RefuseSigner(entry, signer) ?? RefuseContent(entry)) is { } refusal
            ? (null, refusal)
            : (Take(entry, hash, new Moment(entry.N, entry.Iat, at)), null);

    private string? RefusePlace(UserEntry entry) =>
        entry.User != User ? ChainRefusal.User
        : entry is FirstDevice != (N < 0) ? ChainRefusal.Op
        : entry.N != N + 1 ? ChainRefusal.N
        : entry.Prev != Head ? ChainRefusal.Prev
        : entry.Iat < Iat ? ChainRefusal.Iat
        : null;

    // A beginning speaks for itself; everything else needs somebody whom the chain has now.
    private string? RefuseSigner(UserEntry entry, Kid signer)
    {
        var maySpeak = entry switch
        {
            FirstDevice first => first.Sig == signer,
            ResetDevices reset => reset.Sig == signer,
            _ => OfSignature(signer) is { Removed: null },
        };
        return maySpeak ? null : ChainRefusal.Signer;
    }

    private string? RefuseContent(UserEntry entry) => entry switch
    {
        FirstDevice e => RefuseNew(e.Device, e.Sig, e.Enc),
        ResetDevices e => RefuseNew(e.Device, e.Sig, e.Enc),
        RecoveryKey e => RefuseNew(null, e.Sig, e.Enc),
        AddDevice e => RefuseNew(e.Device, e.Sig, e.Enc) ?? (Devices.Count() >= MaxDevices ? ChainRefusal.TooManyDevices : null),
        DropDevice e => OfDevice(e.Device) is { Removed: null } ? null : ChainRefusal.NoSuchDevice,
        _ => ChainRefusal.Op,
    };

    // Ids and kids never come back, not even in another role.
    private string? RefuseNew(Guid? device, Kid sig, Kid enc) =>
        device is { } id && OfDevice(id) is not null ? ChainRefusal.DeviceReused
        : sig == enc || Pairs.Any(pair => pair.Sig == sig || pair.Enc == sig || pair.Sig == enc || pair.Enc == enc) ? ChainRefusal.KeyReused
        : null;

    private UserChainState Take(UserEntry entry, Hash hash, Moment moment)
    {
        var bases = entry is FirstDevice or ResetDevices ? Bases.Add(new UserBase(hash, moment)) : Bases;
        var left = Pairs.Select(pair => pair.Removed is null && Removes(entry, pair) ? pair with { Removed = moment } : pair);
        KeyPair? added = entry switch
        {
            FirstDevice e => new(e.Device, e.Sig, e.Enc, bases[^1].Hash, moment, null),
            ResetDevices e => new(e.Device, e.Sig, e.Enc, bases[^1].Hash, moment, null),
            AddDevice e => new(e.Device, e.Sig, e.Enc, bases[^1].Hash, moment, null),
            RecoveryKey e => new(null, e.Sig, e.Enc, bases[^1].Hash, moment, null),
            _ => null,
        };
        return this with
        {
            N = entry.N,
            Head = hash,
            Iat = entry.Iat,
            Bases = bases,
            Pairs = [.. left, .. added is null ? [] : new[] { added }],
        };
    }

    private static bool Removes(UserEntry entry, KeyPair pair) => entry switch
    {
        ResetDevices => true,
        RecoveryKey => pair.Device is null,
        DropDevice drop => pair.Device == drop.Device,
        _ => false,
    };
}
