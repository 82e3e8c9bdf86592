using System.Security.Cryptography;
using System.Text;
using BlazorChat.Pki;
using BlazorChat.Pki.Issuance;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Features.Messages;
using BlazorChat.Web.Protocol;
using Microsoft.AspNetCore.Http;

namespace BlazorChat.Bench.Host;

/// <summary>
/// People with certified keys and user chains, and a dm with a message key of each reader with a sender: everything passes the server's
/// own checks. Senders have no circuit, so that a message is one delivery.
/// </summary>
internal sealed class Correspondents(
    Crowd crowd, IAuthority authority, IUserChains chains, CreateConversation create, StartSession start, TimeProvider clock)
{
    private readonly List<Owner> _readers = [];
    private readonly List<Line> _lines = [];
    private Queue<RSAParameters> _keys = [];

    public IReadOnlyList<Line> Lines => _lines;

    public async Task<object> MakeAsync(int senders, int readers)
    {
        var writing = new List<Owner>();
        _keys = new(RsaPool.Make(Enumerable.Range(1, int.MaxValue).First(n => n * (2 * n - 1) >= 2 * (senders + readers))));
        for (var i = 0; i < senders; i++)
            writing.Add(await EnrolAsync($"sender{i}", $"Sender {i:000}", NextKey(), NextKey()));
        for (var i = 0; i < readers; i++)
        {
            var reader = await EnrolAsync($"reader{i}", $"Reader {i:000}", NextKey(), NextKey());
            _readers.Add(reader);
            _lines.Add(await OpenAsync(writing[i % senders], reader));
        }
        return new { conversations = _lines.Select(line => line.Conversation.Value) };
    }

    public async Task<object> SignInAsync(HttpContext context, int index)
    {
        await crowd.SignInAsync(context, _readers[index].User, _readers[index].Device.Id!.Value);
        return new { peer = _lines[index].Sender.User.Id };
    }

    /// <summary>An account with a certified device and a user chain.</summary>
    internal async Task<Owner> EnrolAsync(string username, string name, TestKey sig, TestKey enc)
    {
        var user = await crowd.AddAsync(username, name);
        var device = new TestDevice(user.Id, Guid.NewGuid(), sig, enc);
        var nonce = Envelopes.Random(32);
        var issued = await authority.IssueAsync(new IssueRequest(user.Id, device.Name, name, Request(device.Sig), Request(device.Enc), nonce), CancellationToken.None);
        if (issued is IssueResult.Refused refused)
            throw new InvalidOperationException(refused.Detail);
        var entry = device.Sign(TestDevice.Payload(await chains.OfAsync(user.Id, CancellationToken.None), Now, "first", device.AsNew));
        var appended = await chains.TryAppendAsync(user.Id, entry, CancellationToken.None);
        return appended is AppendResult.Appended done ? new Owner(user, device, done.Head) : throw new InvalidOperationException(appended.ToString());

        byte[] Request(TestKey key) => CanonicalBase64Url.TryDecode(key.Request(device.OwnerUri, nonce), out var der) ? der : throw new FormatException();
    }

    /// <summary>The dm of these two.</summary>
    internal async Task<RoomAppend.Done> BeginAsync(Owner sender, Guid reader, Hash readerBase)
    {
        var payload = $$"""{"v":1,"conv":null,"n":0,"prev":null,"op":"create","kind":"dm","history":"none","members":[{{Seat(sender.User.Id, sender.Base)}},{{Seat(reader, readerBase)}}],"iat":{{Now}}}""";
        var session = new ChatSession(Guid.NewGuid(), sender.User.Id, sender.Device.Id, IsAdmin: false);
        var created = await create.RunAsync(sender.Device.Sig.Sign(RoomEntry.Typ, payload), null, session, CancellationToken.None);
        return created as RoomAppend.Done ?? throw new InvalidOperationException(created.ToString());
    }

    /// <summary>A message key of the sender's for these.</summary>
    internal async Task<TestSession> StartAsync(Owner sender, RoomAppend.Done room, IEnumerable<TestKey> recipients)
    {
        var key = new TestSession(sender.Device, room.Conversation, room.Head, Now);
        if (!SessionManifest.TryParse(key.Manifest, out var manifest, out var refusal)
            || !SessionKeyJwe.TryParse(Encoding.UTF8.GetBytes(key.Wrap(recipients)), out var wrapped, out refusal))
            throw new InvalidOperationException(refusal);
        var (_, refused) = await start.RunAsync(room.Conversation, sender.User.Id, sender.Device.Id!.Value, manifest, wrapped, CancellationToken.None);
        return refused is null ? key : throw new InvalidOperationException(refused.ToString());
    }

    private async Task<Line> OpenAsync(Owner sender, Owner reader)
    {
        var room = await BeginAsync(sender, reader.User.Id, reader.Base);
        var key = await StartAsync(sender, room, [sender.Device.Enc, reader.Device.Enc]);
        var (_, inner) = key.Text(1, null, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(50)), [sender.Device.Enc.Kid, reader.Device.Enc.Kid], Now);
        return new Line(sender, room.Conversation, key, inner);
    }

    private TestKey NextKey() => new(RSA.Create(_keys.Dequeue()));

    private static string Seat(Guid user, Hash userBase) => $$"""{"user":"{{user}}","base":"{{userBase}}","role":"admin"}""";

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    internal sealed record Owner(User User, TestDevice Device, Hash Base);

    /// <summary>A conversation as its sender holds it.</summary>
    internal sealed class Line(Owner sender, ConversationId conversation, TestSession key, string inner)
    {
        private long _n;
        private Task _last = Task.CompletedTask;

        public Owner Sender => sender;

        public ConversationId Conversation => conversation;

        /// <summary>The next message: signed once (a signature takes 2 ms), sealed anew, 2.4 KB.</summary>
        public (long N, string Jwe) Next() => (++_n, key.Seal(inner));

        /// <summary>A device sends one message of a conversation after the other.</summary>
        public Task InTurn(Func<Task> send) => _last = AfterAsync(_last, send);

        private static async Task AfterAsync(Task before, Func<Task> send)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
            await send();
        }
    }
}
