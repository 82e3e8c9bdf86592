using System.Collections.Concurrent;
using System.Collections.Immutable;
using BlazorChat.Pki;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;

namespace BlazorChat.Web.Features.Messages.Feed;

/// <summary>
/// The feeds of a host: takes from the relay what its circuits need, and from the authority and the user chains what changes, and hands each
/// to the circuits of the users it concerns.
/// </summary>
internal sealed partial class MessageFeed : IHostedService, IDisposable
{
    /// <summary>How often what is not urgent goes out.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks for what may have been missed.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Guid, ImmutableArray<CircuitFeed>> _circuits = new();
    private readonly IRelay _relay;
    private readonly IConversations _conversations;
    private readonly IUserChains _chains;
    private readonly IPeople _people;
    private readonly IAuthority _authority;
    private readonly FeedPartitions _partitions;
    private readonly AskingInTurn _turns = new();
    private readonly MissedEnds _ends;
    private readonly SemaphoreSlim _looking = new(1);
    private int _looksWaiting;
    private bool _hadTrouble;
    private readonly IDiscretion _discretion;
    private readonly TimeProvider _clock;
    private readonly ILogger<MessageFeed> _logger;
    private readonly List<IDisposable> _watches = [];

    public MessageFeed(
        IRelay relay, IConversations conversations, IUserChains chains, IPeople people, IAuthority authority, IDiscretion discretion, TimeProvider clock,
        ILogger<MessageFeed> logger)
    {
        (_relay, _conversations, _chains, _people, _authority, _discretion, _clock, _logger) = (relay, conversations, chains, people, authority, discretion, clock, logger);
        _ends = new(conversations, clock);
        _partitions = new FeedPartitions(relay, clock, Received, Missed);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watches.Add(_chains.OnChange(change => _ = TellOfUserAsync(change.User)));
        _watches.Add(_people.OnNameChosen(user => _ = TellOfUserAsync(user))); // pages read chosen names with the chains
        _watches.Add(_authority.OnChange(change => ForAll(circuit => circuit.PushCrl(change.CrlNumber))));
        _watches.Add(_clock.CreateTimer(_ => Tick(), null, Pace, Pace));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var watch in _watches)
            watch.Dispose();
        _watches.Clear();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _partitions.Dispose();
        _turns.Dispose();
        _looking.Dispose();
    }

    /// <summary>Adds a circuit, and binds what its user's conversations need. Dispose to leave.</summary>
    public async Task<IDisposable> JoinAsync(CircuitFeed circuit, CancellationToken cancellationToken)
    {
        var membership = new Membership(this, circuit, _conversations);
        _circuits.AddOrUpdate(circuit.User, [circuit], (_, others) => others.Add(circuit));
        try
        {
            foreach (var conversation in await _conversations.OfAsync(circuit.User, cancellationToken))
                membership.Need(conversation.Conversation);
        }
        catch
        {
            membership.Dispose();
            throw;
        }
        // Bound only now: what came before may have passed by.
        circuit.Missed();
        return membership;
    }

    /// <summary>
    /// Asks one member with a page here, another one each time, for the earlier keys that the user lacks; nobody, if nobody is here. Who is not to be seen is
    /// not asked: an answer would show that they are there.
    /// </summary>
    public void AskForKeys(RoomChainState room, Guid user)
    {
        var wanted = new WantedKeys(room.Id.Value, user);
        _turns.Ask(room, user, member =>
            !_discretion.IsUnseen(member) && _circuits.TryGetValue(member, out var circuits) && circuits.Any(circuit => circuit.TryAsk(wanted)));
    }

    private void Received(RelayMessage message)
    {
        if (!ConversationId.TryParse(message.Topic, out var conversation))
            return;
        var room = _conversations.FindAsync(conversation);
        if (room.IsCompletedSuccessfully)
            Hand(message, room.GetAwaiter().GetResult());
        else
            _ = HandLaterAsync(message, room);
        if (!message.IsPassing)
            _ = AnnounceAsync(conversation, message);
    }

    private void Hand(RelayMessage message, RoomChainState? room)
    {
        if (room is null)
            return;
        if (message.IsPassing)
        {
            HandPassing(Passing.Of(message), room);
            return;
        }
        foreach (var member in room.Seats.Keys)
        {
            if (!_circuits.TryGetValue(member, out var circuits))
                continue;
            foreach (var circuit in circuits)
                circuit.Push(message);
        }
    }

    /// <summary>To the others who have the conversation open; how far one has read, only to those who tell it of themselves.</summary>
    private void HandPassing(Passing passing, RoomChainState room)
    {
        if (!room.IsMember(passing.User))
            return;
        if (passing.Kind is PassingKind.OwnRead)
        {
            _conversations.TellRead(room, passing.User, passing.Seq);
            return;
        }
        foreach (var member in room.Seats.Keys)
        {
            if (member == passing.User || !_circuits.TryGetValue(member, out var circuits)
                || (passing.Kind is PassingKind.Read && !_conversations.SharesReading(member)))
                continue;
            foreach (var circuit in circuits)
                circuit.PushPassing(room.Id, passing);
        }
    }

    // Overtaken by later messages it is a repetition or fills their hole; both are what circuits expect.
    private async Task HandLaterAsync(RelayMessage message, ValueTask<RoomChainState?> room)
    {
        try
        {
            Hand(message, await room);
        }
        catch (Exception e)
        {
            LogFailed(e);
            Missed();
        }
    }

    /// <summary>The lists of the members on this host.</summary>
    private async Task AnnounceAsync(ConversationId conversation, RelayMessage message)
    {
        try
        {
            await _conversations.AnnounceAsync(conversation, message.Seq, DateTimeOffset.FromUnixTimeMilliseconds(message.At));
        }
        catch (Exception e)
        {
            LogFailed(e);
        }
    }

    private void Missed()
    {
        ForAll(circuit => circuit.Missed());
        TellOfReading();
        // One looks, one waits; whoever comes third would see no more than the second.
        if (Interlocked.Increment(ref _looksWaiting) <= 2)
            _ = TellOfEndsAsync();
        else
            Interlocked.Decrement(ref _looksWaiting);
    }

    /// <summary>How far people have read is told by the relay alone. What it could not tell is in the database, and is looked up once it can again.</summary>
    private void TellOfReading()
    {
        var hasTrouble = _relay.TroubleSince is not null;
        if (!Interlocked.Exchange(ref _hadTrouble, hasTrouble) || hasTrouble)
            return;
        ForAll(circuit => circuit.PushLost());
        foreach (var user in _circuits.Keys)
            _conversations.TellLost(user);
    }

    private async Task TellOfEndsAsync()
    {
        try
        {
            await _looking.WaitAsync();
            try
            {
                foreach (var end in await _ends.LookAsync([.. _circuits.Keys]))
                {
                    foreach (var circuit in _circuits.GetValueOrDefault(end.User, []))
                        circuit.PushEnd(end);
                    _conversations.TellEnd(end);
                }
                // A host that comes binds up to 256 partitions, one after the other: what they would ask is asked together.
                await Task.Delay(Spacing, _clock);
            }
            finally
            {
                _looking.Release();
            }
        }
        catch (Exception e) when (e is not ObjectDisposedException)
        {
            LogFailed(e);
        }
        finally
        {
            Interlocked.Decrement(ref _looksWaiting);
        }
    }

    /// <summary>Who shares a conversation with the user, who has the user's page open, and the user.</summary>
    private async Task TellOfUserAsync(Guid user)
    {
        try
        {
            var concerned = new HashSet<Guid> { user };
            foreach (var conversation in await _conversations.OfAsync(user))
            {
                if (await _conversations.FindAsync(conversation.Conversation) is { } room)
                    concerned.UnionWith(room.Seats.Keys);
            }
            ForAll(circuit =>
            {
                if (concerned.Contains(circuit.User) || circuit.Peer == user)
                    circuit.PushUser(user);
            });
        }
        catch (Exception e)
        {
            LogFailed(e);
        }
    }

    private void Tick()
    {
        ForAll(circuit => circuit.Tick());
        _partitions.Sweep();
    }

    private void ForAll(Action<CircuitFeed> act)
    {
        foreach (var (_, circuits) in _circuits)
        {
            foreach (var circuit in circuits)
                act(circuit);
        }
    }

    private void Leave(CircuitFeed circuit)
    {
        while (_circuits.TryGetValue(circuit.User, out var circuits))
        {
            var without = circuits.Remove(circuit);
            var done = without.IsEmpty
                ? _circuits.TryRemove(new KeyValuePair<Guid, ImmutableArray<CircuitFeed>>(circuit.User, circuits))
                : _circuits.TryUpdate(circuit.User, without, circuits);
            if (done)
                return;
        }
    }

    /// <summary>A circuit in the host's list, and the partitions it needs as bits.</summary>
    private sealed class Membership : IDisposable
    {
        private readonly MessageFeed _host;
        private readonly CircuitFeed _circuit;
        private readonly IDisposable _watch;
        private readonly ulong[] _needs = new ulong[RelayPartition.Count / 64];
        private bool _left;

        public Membership(MessageFeed host, CircuitFeed circuit, IConversations conversations)
        {
            (_host, _circuit) = (host, circuit);
            MessageMeters.Joined();
            _watch = conversations.OnChange(circuit.User, change =>
            {
                if (change.Kind is ConversationChangeKind.Cleared or ConversationChangeKind.Expired)
                    circuit.PushCleared();
                if (change.Kind != ConversationChangeKind.Entered)
                    return;
                Need(change.Conversation);
                if (change.Peer is { } peer)
                    circuit.PushDm(peer, change.Conversation);
            });
        }

        public void Need(ConversationId conversation)
        {
            var partition = RelayPartition.Of(conversation.Value);
            lock (_needs)
            {
                var bit = 1UL << (partition & 63);
                if (_left || (_needs[partition >> 6] & bit) != 0)
                    return;
                _needs[partition >> 6] |= bit;
                _host._partitions.Need(partition);
            }
        }

        public void Dispose()
        {
            _watch.Dispose();
            _host.Leave(_circuit);
            lock (_needs)
            {
                if (_left)
                    return;
                _left = true;
                MessageMeters.Left();
                for (var partition = 0; partition < RelayPartition.Count; partition++)
                {
                    if ((_needs[partition >> 6] & (1UL << (partition & 63))) != 0)
                        _host._partitions.Release(partition);
                }
            }
        }
    }

    [LoggerMessage(5011, LogLevel.Error, "The feed could not hand something on")]
    private partial void LogFailed(Exception e);
}
