using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Messages;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Bench.Host;

/// <summary>
/// A room of many members, with certified keys and user chains each: some talk while others come. Every message is signed, sealed and checked, every
/// join is a signed entry; sessions are wrapped to all members, or granted to who came, as the protocol asks of a browser.
/// </summary>
internal sealed class ManyMembers(
    Correspondents correspondents, CreateConversation create, AppendRoomEntry append, StartSession start, GrantSession grant, SendMessage send,
    IConversations conversations, MessageLog log, TimeProvider clock)
{
    /// <summary>What a genesis of 64 KB holds.</summary>
    private const int InGenesis = 300;
    private static readonly TimeSpan Heard = TimeSpan.FromMilliseconds(300);

    private readonly IConversations _conversations = conversations;
    private readonly StartSession _start = start;
    private readonly GrantSession _grant = grant;
    private readonly SendMessage _send = send;
    private readonly List<Correspondents.Owner> _members = [];
    private readonly ConcurrentDictionary<Kid, TestKey> _keys = new();
    private Queue<Correspondents.Owner> _coming = [];
    private ConversationId _conv;
    private bool _open;

    public async Task<object> MakeAsync(bool open, int members, int joiners)
    {
        _open = open;
        var began = Stopwatch.StartNew();
        var primes = new Queue<RSAParameters>(RsaPool.Make(Enumerable.Range(1, int.MaxValue).First(n => n * (2 * n - 1) >= 2 * (members + joiners))));
        var all = new List<Correspondents.Owner>();
        for (var i = 0; i < members + joiners; i++)
        {
            var owner = await correspondents.EnrolAsync($"many{i}", $"Member {i:0000}", new(RSA.Create(primes.Dequeue())), new(RSA.Create(primes.Dequeue())));
            _keys[owner.Device.Enc.Kid] = owner.Device.Enc;
            all.Add(owner);
        }
        _coming = new(all.Skip(members));
        _members.AddRange(all.Take(members));
        var first = string.Join(',', _members.Take(InGenesis).Select((owner, i) => $$"""{"user":"{{owner.User.Id}}","base":"{{owner.Base}}","role":"{{(i == 0 ? "admin" : "member")}}"}"""));
        var genesis = $$"""{"v":1,"conv":null,"n":0,"prev":null,"op":"create","kind":"{{(open ? "open" : "private")}}","history":"{{(open ? "shared" : "none")}}","members":[{{first}}],"iat":{{Now}}}""";
        var created = await create.RunAsync(_members[0].Device.Sig.Sign(RoomEntry.Typ, genesis), null, Session(_members[0]), CancellationToken.None);
        _conv = (created as RoomAppend.Done ?? throw new InvalidOperationException(created.ToString())).Conversation;
        foreach (var owner in _members.Skip(InGenesis))
            await ComeAsync(owner);
        return new { conv = _conv.Value, seconds = began.Elapsed.TotalSeconds };
    }

    /// <param name="talkers">So many members, each sending one message after the other, <paramref name="everyMs"/> apart.</param>
    /// <param name="seconds">For so long.</param>
    /// <param name="everyMs">The pause of a talker.</param>
    public async Task<object> RunAsync(int talkers, int seconds, int everyMs)
    {
        var all = _members.Take(talkers).Select(owner => new Talker(this, owner)).ToList();
        foreach (var talker in all)
            await talker.SayAsync(); // the first makes the session
        var (waits, repeats) = (new ConcurrentBag<TimeSpan>(), new ConcurrentBag<int>());
        var (joins, moved) = (new ConcurrentBag<TimeSpan>(), new ConcurrentBag<int>());
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var coming = Task.Run(() => ComeInTurnAsync(TimeSpan.FromSeconds(seconds * 0.9), joins, moved));
        await Task.WhenAll(all.Select((talker, i) => Task.Run(async () =>
        {
            await Task.Delay(everyMs * i / talkers);
            while (!stop.IsCancellationRequested)
            {
                var began = Stopwatch.GetTimestamp();
                repeats.Add(await talker.SayAsync());
                waits.Add(Stopwatch.GetElapsedTime(began));
                await Task.Delay(everyMs);
            }
        })));
        await coming;
        var lost = 0L;
        foreach (var talker in all)
            lost += talker.Said - ((await log.LastOfAsync(_conv, talker.Device, CancellationToken.None))?.N ?? 0);
        var (sent, joined) = (new Percentiles(waits), new Percentiles(joins));
        return new
        {
            sends = waits.Count, p50 = sent.At(50), p95 = sent.At(95), max = sent.At(100), repeats = repeats.DefaultIfEmpty().Max(), lost,
            joins = joins.Count, joinP50 = joined.At(50), joinP95 = joined.At(95), moved = moved.DefaultIfEmpty().Max(),
            sessions = all.Sum(talker => talker.Sessions), grants = all.Sum(talker => talker.Grants),
        };
    }

    /// <summary>One after the other, as far apart as the time allows, each from when it is due.</summary>
    private async Task ComeInTurnAsync(TimeSpan within, ConcurrentBag<TimeSpan> joins, ConcurrentBag<int> moved)
    {
        var (count, began) = (_coming.Count, Stopwatch.GetTimestamp());
        var running = new List<Task>(count);
        for (var i = 0; i < count; i++)
        {
            var due = within * i / count;
            if (due - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } wait)
                await Task.Delay(wait);
            var owner = _coming.Dequeue();
            running.Add(Task.Run(async () =>
            {
                moved.Add(await ComeAsync(owner));
                joins.Add(Stopwatch.GetElapsedTime(began) - due);
            }));
        }
        await Task.WhenAll(running);
    }

    /// <returns>How often somebody else was faster.</returns>
    private async Task<int> ComeAsync(Correspondents.Owner owner)
    {
        // Into an open room everybody comes by themselves, into another one an admin brings them.
        var signer = _open ? owner : _members[0];
        for (var again = 0; ; again++)
        {
            var room = (await _conversations.FindAsync(_conv))!;
            var entry = $$"""{"v":1,"conv":"{{_conv}}","n":{{room.N + 1}},"prev":"{{room.Head}}","op":"add","user":"{{owner.User.Id}}","base":"{{owner.Base}}","role":"member","iat":{{Math.Max(Now, room.Iat)}}}""";
            switch (await append.RunAsync(_conv, signer.Device.Sig.Sign(RoomEntry.Typ, entry), Session(signer), CancellationToken.None))
            {
                case RoomAppend.Done: return again;
                case RoomAppend.Moved: break;
                case var refused: throw new InvalidOperationException(refused.ToString());
            }
        }
    }

    private static ChatSession Session(Correspondents.Owner owner) => new(Guid.NewGuid(), owner.User.Id, owner.Device.Id, IsAdmin: false);

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Somebody who writes: what a browser keeps of its session in the room.</summary>
    private sealed class Talker(ManyMembers all, Correspondents.Owner owner)
    {
        private readonly HashSet<Kid> _granted = [];
        private TestSession? _session;
        private Hash? _prev;
        private long _heardAt;
        private (RoomChainState Room, Kid[] Recipients) _view;

        public Guid Device => owner.Device.Id!.Value;

        public long Said { get; private set; }

        public int Sessions { get; private set; }

        public int Grants { get; private set; }

        /// <returns>How often it was refused before it was taken.</returns>
        public async Task<int> SayAsync()
        {
            // What others did is heard of a moment later.
            if (Stopwatch.GetElapsedTime(_heardAt) > Heard)
                await LookAsync();
            for (var again = 0; ; again++)
            {
                if (await PrepareAsync() is null && await SendAsync() is null)
                    return again;
                await LookAsync();
            }
        }

        private async Task LookAsync()
        {
            _heardAt = Stopwatch.GetTimestamp();
            var recipients = (await all._conversations.RecipientsAsync(all._conv))!;
            _view = ((await all._conversations.FindAsync(all._conv))!, [.. recipients.Keys.Keys]);
        }

        private async Task<SendRefusal?> PrepareAsync()
        {
            var (room, recipients) = _view;
            var added = recipients.Where(kid => !_granted.Contains(kid)).ToList();
            if (_session is not null && added.Count == 0)
                return null;
            if (_session is null || !all._open)
                return await StartAsync(room, recipients);
            if (!SessionKeyJwe.TryParse(Encoding.UTF8.GetBytes(_session.Wrap(added.Select(kid => all._keys[kid]))), out var wrapped, out var why))
                throw new FormatException(why);
            var refusal = await all._grant.RunAsync(all._conv, owner.User.Id, Device, _session.Id, wrapped, CancellationToken.None);
            if (refusal is null)
                _granted.UnionWith(added);
            Grants++;
            return refusal;
        }

        private async Task<SendRefusal?> StartAsync(RoomChainState room, Kid[] recipients)
        {
            var session = new TestSession(owner.Device, all._conv, room.Head, Math.Max(all.Now, room.Iat));
            if (!SessionManifest.TryParse(session.Manifest, out var manifest, out var why)
                || !SessionKeyJwe.TryParse(Encoding.UTF8.GetBytes(session.Wrap(recipients.Select(kid => all._keys[kid]))), out var wrapped, out why))
                throw new FormatException(why);
            var (_, refusal) = await all._start.RunAsync(all._conv, owner.User.Id, Device, manifest, wrapped, CancellationToken.None);
            Sessions++;
            if (refusal is not null)
                return refusal;
            _session = session;
            _granted.Clear();
            _granted.UnionWith(recipients);
            return null;
        }

        private async Task<SendRefusal?> SendAsync()
        {
            var (jwe, jws) = _session!.Text(Said + 1, _prev, "A hundred characters or so, as people write them to each other in a room on an ordinary day.", _granted, all.Now);
            if (!MessageJwe.TryParse(jwe, out var message, out var malformed))
                throw new FormatException(malformed);
            var (_, refusal) = await all._send.RunAsync([new Sending(all._conv, owner.User.Id, Device, Said + 1, message)], CancellationToken.None);
            if (refusal is not null)
                return refusal;
            Said++;
            _prev = Hash.Of(jws);
            return null;
        }
    }
}
