using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Support.Messaging;

/// <summary>The chains of people in memory; signatures are verified for real.</summary>
internal sealed class FakeUserChains : IUserChains
{
    private readonly Dictionary<Guid, TestPerson> _people = [];
    private readonly List<Action<UserChainChange>> _watchers = [];

    public void Add(TestPerson person) => _people.Add(person.Id, person);

    public void Announce(TestPerson person) => _watchers.ForEach(watcher => watcher(new UserChainChange(person.Id)));

    public ValueTask<UserChainState> OfAsync(Guid user, CancellationToken cancellation) =>
        ValueTask.FromResult(_people.TryGetValue(user, out var person) ? person.Chain : UserChainState.Empty(user));

    public ValueTask<UserChainState> OfAsync(Guid user, long notOlderThan, CancellationToken cancellation) => OfAsync(user, cancellation);

    public ActiveKeys Active(UserChainState chain) => new([.. chain.Devices], chain.Recovery);

    public Task<SignerVerdict> VerifyAsync(Jws jws, Guid user, CancellationToken cancellation)
    {
        if (!_people.TryGetValue(user, out var person) || person.Chain.OfSignature(jws.Kid) is not { } pair)
            return Task.FromResult(new SignerVerdict(null, SignerRefusal.Unknown));
        if (pair.Removed is not null)
            return Task.FromResult(new SignerVerdict(null, SignerRefusal.Dropped));
        return Task.FromResult(person.Find(jws.Kid) is { } device && jws.IsSignedBy(device.Signature)
            ? new SignerVerdict(new Signer(pair, person.Chain), null)
            : new SignerVerdict(null, SignerRefusal.Signature));
    }

    public Task<bool> WasActiveAsync(Guid user, Kid sig, long seconds, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<AppendResult> TryAppendAsync(Guid user, string jws, CancellationToken cancellation) => throw new NotSupportedException();

    public IDisposable OnChange(Action<UserChainChange> watcher)
    {
        _watchers.Add(watcher);
        return new Watch(() => _watchers.Remove(watcher));
    }
}
