using System.Collections.Immutable;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Support.Messaging;

/// <summary>A conversation: its members, whom messages go to, and the set a host has in memory.</summary>
internal sealed class TestRoom(ConversationId id, Hash genesis, RoomKind kind, RoomHistory history, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, (TestPerson Person, Hash Base, DateTimeOffset Since)> _members = [];
    private long _version;
    private RecipientSet? _remembered;

    public ConversationId Id => id;

    public Hash Head { get; private set; } = genesis;

    /// <summary>In a dm: who has blocked the other; call <see cref="FakeConversations.Raise"/> after a change.</summary>
    public HashSet<Guid> Blockers { get; } = [];

    public RoomChainState State
    {
        get
        {
            lock (_gate)
            {
                return new RoomChainState
                {
                    Id = id,
                    Kind = kind,
                    History = history,
                    N = 0,
                    Head = Head,
                    Iat = 0,
                    Seats = _members.ToImmutableDictionary(member => member.Key, member => new RoomSeat(member.Value.Base, RoomRole.Admin, 0, 0)),
                    Removed = [],
                };
            }
        }
    }

    public void Add(TestPerson person)
    {
        lock (_gate)
            _members[person.Id] = (person, person.Chain.Base!.Value, clock.GetUtcNow());
    }

    public void Remove(TestPerson person)
    {
        lock (_gate)
            _members.Remove(person.Id);
    }

    /// <summary>The room chain grows; call <see cref="FakeConversations.Raise"/> after it.</summary>
    public void Move() => Head = Hash.Of(Guid.NewGuid().ToString());

    public void Raise()
    {
        lock (_gate)
            _version++;
    }

    /// <summary>Forgets what this host remembers.</summary>
    public void Forget()
    {
        lock (_gate)
            _remembered = null;
    }

    public RecipientSet Recipients(long notOlderThan)
    {
        lock (_gate)
        {
            if (_remembered is null || _remembered.Version < notOlderThan)
                _remembered = new RecipientSet(_version, Keys(), [.. Blockers]);
            return _remembered;
        }
    }

    public IReadOnlyList<Kid> Kids()
    {
        lock (_gate)
            return [.. Keys().Select(key => key.Key)];
    }

    private IEnumerable<KeyValuePair<Kid, Recipient>> Keys() =>
        from member in _members.Values
        where member.Person.Chain.Base == member.Base
        from pair in member.Person.Chain.Pairs
        where pair.Removed is null
        select KeyValuePair.Create(pair.Enc, new Recipient(member.Person.Id, pair.Added.At > member.Since ? pair.Added.At : member.Since));
}
